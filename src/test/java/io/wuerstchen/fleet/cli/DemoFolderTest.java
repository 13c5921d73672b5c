package io.wuerstchen.fleet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wuerstchen.fleet.local.DirectoryLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoFolderTest {
    @TempDir
    private Path root;

    @Test
    void aSecondDemoIsRefusedByTheFirstOnesProcessAndLeavesItsFilesAlone() throws IOException {
        DemoFolder folder = new DemoFolder(root);
        try (DirectoryLock first = folder.prepare()) {
            Path picture = Files.writeString(folder.pictures().resolve("cat.png"), "a picture");

            assertThatThrownBy(folder::prepare)
                    .isInstanceOf(UserException.class)
                    .hasMessageStartingWith("--dir: " + root + ": in use by process "
                            + ProcessHandle.current().pid());

            assertThat(picture).exists();
        }
    }

    @Test
    void theNextDemoBeginsWithAnEmptyFolder() throws IOException {
        DemoFolder folder = new DemoFolder(root);
        folder.prepare().close();
        Path picture = Files.writeString(folder.pictures().resolve("cat.png"), "a picture");

        folder.prepare().close();

        assertThat(picture).doesNotExist();
        assertThat(folder.prompts()).exists();
    }

    @Test
    void whatIsNoDemosIsLeftAlone() throws IOException {
        Path own = Files.writeString(root.resolve("thesis.tex"), "years of work");

        assertThatThrownBy(() -> new DemoFolder(root).prepare())
                .isInstanceOf(UserException.class)
                .hasMessageContaining(root + " is in use (expected: a new or empty folder");

        assertThat(own).exists();
    }
}
