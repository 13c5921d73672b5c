package io.wuerstchen.fleet.export.place;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DraftsTest {
    @TempDir
    private Path folder;

    @Test
    void lettingGoClearsDraftsAndKeepsTheFileThatIsLocked() throws Exception {
        // Given
        Drafts drafts = Drafts.shared(folder.resolve("drafts"));
        drafts.take("a place");
        Files.writeString(drafts.of("train/00000.tar"), "half of it");
        Object locked = Files.getAttribute(folder.resolve("drafts/.lock"), "unix:ino");

        // When
        drafts.close();

        // Then
        assertThat(folder.resolve("drafts"))
                .isDirectoryContaining("glob:**/.lock")
                .isDirectoryNotContaining("glob:**/train");
        assertThat(Files.getAttribute(folder.resolve("drafts/.lock"), "unix:ino"))
                .isEqualTo(locked);
        Drafts next = Drafts.shared(folder.resolve("drafts"));
        next.take("a place");
        next.close();
    }

    @Test
    void oneOfTheOwnersAloneIsClosedToOthersEvenIfItWasOpen() throws Exception {
        Path open = Files.createDirectory(folder.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        for (Path own : new Path[] {folder.resolve("new"), open}) {
            Drafts drafts = Drafts.ownerOnly(own);

            drafts.take("a place");

            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(own)))
                    .isEqualTo("rwx------");
            drafts.close();
        }
    }

    @Test
    void oneOfTheOwnersAloneIsNoLinkToSomewhereElse() throws Exception {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("mine.txt"), "not a draft");
        Path link = Files.createSymbolicLink(folder.resolve("link"), elsewhere);

        assertThatThrownBy(() -> Drafts.ownerOnly(link).take("a place")).isInstanceOf(NotDirectoryException.class);

        assertThat(elsewhere.resolve("mine.txt")).hasContent("not a draft");
    }
}
