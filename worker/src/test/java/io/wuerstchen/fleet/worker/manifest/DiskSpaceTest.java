package io.wuerstchen.fleet.worker.manifest;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DiskSpaceTest {
    @Test
    void saysHowMuchThereIsAndHowMuchIsNeeded() {
        assertThatThrownBy(() -> DiskSpace.require(Path.of("model"), 12_450_000_000L, 9_000_000L))
                .hasMessage("model: 9.0 MB free (expected: 12.5 GB for what is to be written)");
    }

    @Test
    void takesAFolderThatIsNotThereYetForTheOneItWillBeIn() {
        Path folder = Path.of(System.getProperty("java.io.tmpdir"), "no", "such", "folder");

        assertThatCode(() -> DiskSpace.require(folder, 1)).doesNotThrowAnyException();
        assertThatThrownBy(() -> DiskSpace.require(folder, Long.MAX_VALUE))
                .hasMessageStartingWith(folder + ": ")
                .hasMessageContaining(" free (expected: 9223372036.9 GB");
    }
}
