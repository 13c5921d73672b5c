package io.wuerstchen.fleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {
    @TempDir
    Path folder;

    @Test
    void standsInPlaceOfAnOlderOneWithNothingBesideIt() throws IOException {
        Path file = folder.resolve("new/picture.png");
        WholeFile.write(file, new byte[] {1});

        WholeFile.write(file, new byte[] {2, 3});

        assertThat(file).hasBinaryContent(new byte[] {2, 3});
        assertThat(folder.resolve("new")).isDirectoryContaining("glob:**").isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void isAsReadableAsAnyFileThatTheUserMakes() throws IOException {
        Path plain = Files.createFile(folder.resolve("plain"));
        Path file = folder.resolve("picture.png");

        WholeFile.write(file, new byte[] {1});

        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(Files.getPosixFilePermissions(plain));
    }

    @Test
    void aSecretIsForItsOwnerAlone() throws IOException {
        Path file = folder.resolve("fleet.env");

        WholeFile.writeSecret(file, new byte[] {1});

        assertThat(Files.getPosixFilePermissions(file))
                .isEqualTo(Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
    }
}
