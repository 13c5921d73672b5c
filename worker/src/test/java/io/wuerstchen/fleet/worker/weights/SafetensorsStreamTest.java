package io.wuerstchen.fleet.worker.weights;

import static org.assertj.core.api.Assertions.assertThat;

import io.wuerstchen.fleet.worker.weights.SafetensorsWriter.FloatTensor;
import io.wuerstchen.fleet.worker.weights.SafetensorsWriter.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsStreamTest {
    /** More than is written at once. */
    private static final int MANY = 600_001;

    @TempDir
    private Path folder;

    @Test
    void writesWhatTheWriterInMemoryWrites() throws IOException {
        var a = new FloatTensor("a", List.of((long) MANY), counting(MANY));
        var b = new FloatTensor("b", List.of(2L, 1L), counting(2));
        byte[] expected = new SafetensorsWriter(Precision.F16).write(List.of(a, b), Map.of("format", "pt"));
        var specs = List.of(new TensorSpec("b", "F16", b.shape()), new TensorSpec("a", "F16", a.shape()));

        byte[] written = write(specs, SafetensorsStreamTest::count);

        assertThat(written).isEqualTo(expected);
        assertThat(SafetensorsStream.length(specs, Map.of("format", "pt"))).isEqualTo(expected.length);
    }

    @Test
    void putsWideTypesFirstSoThatAllAreAligned() throws IOException {
        var specs = List.of(
                new TensorSpec("a", "F16", List.of(3L)),
                new TensorSpec("b", "F32", List.of(2L)),
                new TensorSpec("c", "I64", List.of()));

        write(specs, (first, target, count) -> target[0] = 7);

        try (SafetensorsFile file = SafetensorsFile.open(folder.resolve("x.safetensors"))) {
            assertThat(file.tensor("c").begin()).isZero();
            assertThat(file.bytes("c").getLong(0)).isEqualTo(7);
            assertThat(file.tensor("b").begin()).isEqualTo(8);
            assertThat(file.tensor("a").begin()).isEqualTo(16);
            assertThat(file.floats("a")).startsWith(7);
        }
    }

    private byte[] write(List<TensorSpec> specs, SafetensorsStream.Values values) throws IOException {
        Path file = folder.resolve("x.safetensors");
        MessageDigest digest = sha256();
        long[] told = {0};
        try (SafetensorsStream stream = SafetensorsStream.create(file, digest, bytes -> told[0] += bytes)) {
            stream.write(specs, Map.of("format", "pt"), spec -> values);
        }
        byte[] written = Files.readAllBytes(file);
        assertThat(told[0]).isEqualTo(written.length);
        assertThat(HexFormat.of().formatHex(digest.digest()))
                .isEqualTo(HexFormat.of().formatHex(sha256().digest(written)));
        return written;
    }

    private static void count(long first, float[] target, int count) {
        for (int i = 0; i < count; i++) {
            target[i] = (first + i) % 1000;
        }
    }

    private static float[] counting(int count) {
        float[] values = new float[count];
        count(0, values, count);
        return values;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
