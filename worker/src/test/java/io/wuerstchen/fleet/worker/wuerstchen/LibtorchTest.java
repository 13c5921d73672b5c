package io.wuerstchen.fleet.worker.wuerstchen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which libtorch is taken, and what is said of one that can't be. */
class LibtorchTest {
    private static final Bridges OURS = new Bridges("2.7.1", "0.35.1", List.of("cpu", "cu128"));
    private static final String CUDA = "libtorch.so libc10.so libtorch_cpu.so libc10_cuda.so libtorch_cuda.so";
    private static final String FITTING =
            "libtorch 2.7.1+cpu or 2.7.1+cu128, or a libdjl_torch in it that was built for it"
                    + "; see src/docs/cuda.md)";

    @TempDir
    private Path libtorch;

    private Path lib;

    @BeforeEach
    void makeFolder() throws IOException {
        lib = Files.createDirectory(libtorch.resolve("lib"));
    }

    @Test
    void whatComesWithUsIsForTheCpu() {
        Libtorch chosen = chosen(Map.of());

        assertThat(chosen.build()).isEqualTo("2.7.1+cpu");
        assertThat(chosen.forCuda()).isFalse();
    }

    @Test
    void theJarsOnTheClassPathFitTheirLibtorch() {
        assertThat(Bridges.ofDjl().serve("2.7.1+cpu")).isTrue();
        assertThat(Bridges.ofDjl().serve("2.11.0+cu130")).isFalse();
    }

    @Test
    void pytorchsArchiveForCudaIsTaken() throws IOException {
        holds(CUDA);
        says("build-version", "2.7.1+cu128\n");

        Libtorch chosen = chosen(Map.of("PYTORCH_LIBRARY_PATH", "/nowhere:" + lib, "PYTORCH_FLAVOR", "cu128"));

        assertThat(chosen.build()).isEqualTo("2.7.1+cu128");
        assertThat(chosen.forCuda()).isTrue();
        assertThat(chosen.origin().orElseThrow().path()).isEqualTo(lib);
    }

    @Test
    void aPythonPackageSaysItsVersionToo() throws IOException {
        holds(CUDA);
        says("version.py", "from typing import Optional\n__version__ = '2.7.1+cu128'\ndebug = False\n");

        assertThat(chosen(path()).build()).isEqualTo("2.7.1+cu128");
    }

    @ParameterizedTest
    @CsvSource({"2.7.1+cu126", "2.11.0+cu130", "2.7.0+cu128", "2.7.1+rocm6.3"})
    void anotherBuildIsRefused(String build) throws IOException {
        holds(CUDA);
        says("build-version", build);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> chosen(path()))
                .withMessage("PYTORCH_LIBRARY_PATH: " + lib + " holds libtorch " + build + " (expected: " + FITTING);
    }

    @Test
    void anotherBuildIsTakenWithItsOwnBridge() throws IOException {
        holds(CUDA + " libdjl_torch.so");
        says("build-version", "2.11.0+cu130");

        assertThat(chosen(path()).build()).isEqualTo("2.11.0+cu130");
    }

    @Test
    void aFolderThatDoesNotSayWhatItIsIsRefused() throws IOException {
        holds(CUDA);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> chosen(path()))
                .withMessage("PYTORCH_LIBRARY_PATH: " + lib
                        + " says in no build-version beside it what it is (expected: " + FITTING);
    }

    @Test
    void aFolderThatLacksLibrariesIsRefused() throws IOException {
        holds("libtorch.so libc10.so libtorch_cpu.so");
        says("build-version", "2.7.1+cu128");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> chosen(path()))
                .withMessageStartingWith("PYTORCH_LIBRARY_PATH: " + lib
                        + " lacks libc10_cuda.so, libtorch_cuda.so (expected: 2.7.1+cu128;");
    }

    @Test
    void aFolderThatIsNotThereIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> chosen(Map.of("PYTORCH_LIBRARY_PATH", "/nowhere")))
                .withMessage(
                        "PYTORCH_LIBRARY_PATH: /nowhere (expected: a folder that holds libtorch; see src/docs/cuda.md)");
    }

    @Test
    void aFlavourThatIsNotTheFoldersIsRefused() throws IOException {
        holds(CUDA);
        says("build-version", "2.7.1+cu128");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> chosen(Map.of("PYTORCH_LIBRARY_PATH", lib.toString(), "PYTORCH_FLAVOR", "cu124")))
                .withMessage("PYTORCH_FLAVOR: cu124 (expected: cu128, as " + lib + " holds libtorch 2.7.1+cu128)");
    }

    @Test
    void aFlavourWithoutAFolderIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> chosen(Map.of("PYTORCH_FLAVOR", "cu128")))
                .withMessage(
                        "PYTORCH_FLAVOR: cu128 (expected: PYTORCH_LIBRARY_PATH with it, as the libtorch that comes with us"
                                + " is for the CPU; see src/docs/cuda.md)");
    }

    @Test
    void aVersionThatWouldBeDownloadedIsRefused() throws IOException {
        holds(CUDA);
        says("build-version", "2.7.1+cu128");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> chosen(Map.of("PYTORCH_VERSION", "2.5.1")))
                .withMessageStartingWith("PYTORCH_VERSION: 2.5.1 (expected: 2.7.1 or nothing");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> chosen(Map.of("PYTORCH_LIBRARY_PATH", lib.toString(), "PYTORCH_VERSION", "2.5.1")))
                .withMessageStartingWith("PYTORCH_VERSION: 2.5.1 (expected: 2.7.1 or nothing");
    }

    private Map<String, String> path() {
        return Map.of("PYTORCH_LIBRARY_PATH", lib.toString());
    }

    private static Libtorch chosen(Map<String, String> environment) {
        return Libtorch.chosen(environment::get, OURS);
    }

    private void holds(String libraries) throws IOException {
        for (String library : libraries.split(" ")) {
            Files.createFile(lib.resolve(library));
        }
    }

    private void says(String file, String text) throws IOException {
        Files.writeString(libtorch.resolve(file), text);
    }
}
