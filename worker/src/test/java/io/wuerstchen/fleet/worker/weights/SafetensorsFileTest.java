package io.wuerstchen.fleet.worker.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SafetensorsFileTest {
    @TempDir
    private Path folder;

    @Test
    void readsFloat32AndMetadata() throws IOException {
        byte[] data = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(1.5f)
                .putFloat(-2)
                .array();
        Path path = write(SafetensorsBytes.of("""
                {"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]}}""", data));

        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            assertThat(file.floats("a")).containsExactly(1.5f, -2);
            assertThat(file.tensor("a").shape()).containsExactly(2L, 1L);
            assertThat(file.metadata()).containsEntry("format", "pt");
        }
    }

    @Test
    void widensFloat16Exactly() throws IOException {
        byte[] data = SafetensorsBytes.shorts(0x3c00, 0xc000, 0x0001, 0x03ff, 0x7bff, 0x7c00, 0xfc00, 0x7e00, 0x8000);
        Path path = write(SafetensorsBytes.of(header("F16", 9, 18), data));

        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            assertThat(file.floats("a"))
                    .containsExactly(
                            1,
                            -2,
                            0x1p-24f,
                            1023 * 0x1p-24f,
                            65504,
                            Float.POSITIVE_INFINITY,
                            Float.NEGATIVE_INFINITY,
                            Float.NaN,
                            -0f);
        }
    }

    @Test
    void widensBfloat16Exactly() throws IOException {
        byte[] data = SafetensorsBytes.shorts(0x3f80, 0xc000, 0x0001, 0x7f80);
        Path path = write(SafetensorsBytes.of(header("BF16", 4, 8), data));

        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            assertThat(file.floats("a")).containsExactly(1, -2, Float.intBitsToFloat(0x10000), Float.POSITIVE_INFINITY);
        }
    }

    @Test
    void readsBeyondTwoGigabytes() throws IOException {
        long end = 3L << 30;
        String header = """
                {"big":{"dtype":"U8","shape":[%d],"data_offsets":[0,%d]},"far":{"dtype":"F32","shape":[1],"data_offsets":[%d,%d]}}""".formatted(end, end, end, end + 4);
        Path path = write(SafetensorsBytes.of(header, new byte[0]));
        try (RandomAccessFile sparse = new RandomAccessFile(path.toFile(), "rw")) {
            long start = sparse.length();
            sparse.setLength(start + end + 4);
            sparse.seek(start + end);
            sparse.write(new byte[] {0, 0, (byte) 0x80, 0x3f});
        }

        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            assertThat(file.floats("far")).containsExactly(1f);
        }
    }

    @Test
    void takesATypeItDoesNotKnowUntilSomebodyWantsIt() throws IOException {
        Path path = write(SafetensorsBytes.of(header("F4", 4, 2), new byte[2]));

        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            assertThatThrownBy(() -> file.floatTensor("a", 4L))
                    .isInstanceOf(SafetensorsException.class)
                    .hasMessage(path + ": tensor a is of type F4 (expected: F32, F16 or BF16)");
        }
    }

    @Test
    void asksNoTypeItDoesNotKnowHowManyValuesItsShapeHas() throws IOException {
        Path path = write(SafetensorsBytes.of(
                "{\"mask\":{\"dtype\":\"BOOL4\",\"shape\":[9223372036854775807,2],\"data_offsets\":[0,2]}}",
                new byte[2]));

        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            assertThatThrownBy(() -> file.floats("mask"))
                    .isInstanceOf(SafetensorsException.class)
                    .hasMessage(path + ": tensor mask is of type BOOL4 (expected: F32, F16 or BF16)");
        }
    }

    @Test
    void namesShapeAndWhatWasExpected() throws IOException {
        Path path = write(SafetensorsBytes.of(header("F16", 2, 4), new byte[4]));

        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            assertThatThrownBy(() -> file.floatTensor("a", 3L, 1L))
                    .hasMessage(path + ": tensor a has shape [2] (expected: [3, 1], as config.json says)");
            assertThatThrownBy(() -> file.tensor("b")).hasMessage(path + ": tensor b is missing");
        }
    }

    @Test
    void unmapsOnRelease() throws IOException {
        Path path = write(SafetensorsBytes.of(header("F16", 2, 4), new byte[4]));

        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            file.bytes("a");
            assertThat(mappings(path)).isEqualTo(1);
            file.release("a");
            assertThat(mappings(path)).isZero();
            file.bytes("a");
        }
        assertThat(mappings(path)).isZero();
    }

    @Test
    void refusesWhatIsNoRegularFile() {
        assertThatThrownBy(() -> SafetensorsFile.open(folder)).hasMessage(folder + ": is no regular file");
    }

    @Test
    void saysThatAFileIsMissing() {
        Path path = folder.resolve("none.safetensors");
        assertThatThrownBy(() -> SafetensorsFile.open(path)).hasMessage(path + ": file is missing");
    }

    static Stream<Arguments> brokenFiles() {
        return Stream.of(
                Arguments.of("shorter than its length", new byte[5], "5 bytes (expected: a safetensors file)"),
                Arguments.of(
                        "header longer than the file",
                        SafetensorsBytes.of(500, "{}", new byte[0]),
                        "header of 500 bytes in a file of 10"),
                Arguments.of(
                        "header beyond all measure",
                        SafetensorsBytes.of(100_000_001L, "{}", new byte[0]),
                        "header of 100000001 bytes (expected: at most 100000000)"),
                Arguments.of(
                        "a pointer to the file",
                        ("version https://git-lfs.github.com/spec/v1\noid sha256:" + "0".repeat(64) + "\nsize 12\n")
                                .getBytes(StandardCharsets.US_ASCII),
                        ": this is a Git LFS pointer; fetch the weights themselves"),
                Arguments.of(
                        "header of negative length",
                        SafetensorsBytes.of(-1, "{}", new byte[0]),
                        "header of 18446744073709551615 bytes"),
                Arguments.of("no JSON", SafetensorsBytes.of("{\"a\":", new byte[0]), "header is no JSON"),
                Arguments.of("no object", SafetensorsBytes.of("[1]", new byte[0]), "header is no JSON object"),
                Arguments.of(
                        "brackets that would fill the memory",
                        SafetensorsBytes.of("{\"a\":[" + "[],".repeat(1_000_000) + "[]]}", new byte[0]),
                        "header is no JSON: Token count"),
                Arguments.of("two values", SafetensorsBytes.of("{} {}", new byte[0]), "header is no JSON"),
                broken("no dtype", "{\"a\":{\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "has no dtype, shape and two"),
                broken("no tensor at all", "{\"a\":7}", 4, "has no dtype, shape and two"),
                broken("one offset", tensor("a", "F32", "[1]", "[0]"), 4, "has no dtype, shape and two"),
                broken("negative size", tensor("a", "F32", "[-1]", "[0,4]"), 4, "has -1 as a size or offset"),
                broken("negative offset", tensor("a", "F32", "[1]", "[-4,0]"), 4, "has -4 as a size or offset"),
                broken("fraction", tensor("a", "F32", "[1.5]", "[0,4]"), 4, "has 1.5 as a size or offset"),
                broken("text", tensor("a", "F32", "[\"1\"]", "[0,4]"), 4, "has \"1\" as a size or offset"),
                broken(
                        "wrong length",
                        tensor("a", "F32", "[2]", "[0,4]"),
                        4,
                        "tensor a takes 4 bytes (expected: 8 for F32[2])"),
                broken(
                        "overflowing shape",
                        tensor("a", "F32", "[4294967296,4294967296]", "[0,4]"),
                        4,
                        "has a shape too large to count"),
                broken(
                        "out of range",
                        tensor("a", "F32", "[2]", "[0,8]"),
                        4,
                        "lies at bytes 0 to 8 (expected: within the file's 4 bytes"),
                broken("backwards", tensor("a", "F4", "[2]", "[4,0]"), 4, "lies at bytes 4 to 0"),
                broken("gap before", tensor("a", "F32", "[1]", "[4,8]"), 8, "begins at byte 4 (expected: 0"),
                broken("rest behind", tensor("a", "F32", "[1]", "[0,4]"), 8, "holds 8 bytes of data (expected: 4"),
                Arguments.of(
                        "overlap",
                        SafetensorsBytes.of(
                                "{" + entry("a", "F32", "[2]", "[0,8]") + "," + entry("b", "F32", "[1]", "[4,8]") + "}",
                                new byte[8]),
                        "tensor b begins at byte 4 (expected: 8"),
                Arguments.of(
                        "same name twice",
                        SafetensorsBytes.of(
                                "{" + entry("a", "F32", "[1]", "[0,4]") + "," + entry("a", "F32", "[1]", "[4,8]") + "}",
                                new byte[8]),
                        "header is no JSON: Duplicate field 'a'"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenFiles")
    void refusesABrokenFileWithItsReason(String name, byte[] content, String reason) throws IOException {
        Path path = write(content);

        assertThatThrownBy(() -> SafetensorsFile.open(path))
                .isInstanceOf(SafetensorsException.class)
                .hasMessageStartingWith(path + ": ")
                .hasMessageContaining(reason);
    }

    private static Arguments broken(String name, String header, int dataBytes, String reason) {
        return Arguments.of(name, SafetensorsBytes.of(header, new byte[dataBytes]), reason);
    }

    private static String tensor(String name, String dtype, String shape, String offsets) {
        return "{" + entry(name, dtype, shape, offsets) + "}";
    }

    private static String entry(String name, String dtype, String shape, String offsets) {
        return "\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":%s}".formatted(name, dtype, shape, offsets);
    }

    private static String header(String dtype, int elements, int bytes) {
        return tensor("a", dtype, "[" + elements + "]", "[0," + bytes + "]");
    }

    private Path write(byte[] content) throws IOException {
        return Files.write(folder.resolve("file.safetensors"), content);
    }

    /** Linux lists them; elsewhere there is nothing to look at. */
    private static long mappings(Path path) throws IOException {
        assumeTrue(Files.exists(Path.of("/proc/self/maps")));
        String name = path.toRealPath().toString();
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.filter(line -> line.endsWith(name)).count();
        }
    }
}
