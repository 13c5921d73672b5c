package io.wuerstchen.fleet.worker.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wuerstchen.fleet.worker.testing.OtherProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class PullLockTest {
    private static final String LOCK = ".fleet-pull.lock.part";

    @TempDir
    private Path folder;

    @Test
    void anotherProcessIsRefusedWhileOneHasTheFolder() throws Exception {
        String other;
        try (PullLock held = PullLock.take(folder)) {
            other = OtherProcess.said(Other.class, folder);
        }

        assertThat(other).isEqualTo(folder + ": another pull is at work (expected: one at a time)");
    }

    @Test
    void anotherProcessGetsAFolderThatOneHasLeft() throws Exception {
        PullLock.take(folder).close();

        String other = OtherProcess.said(Other.class, folder);

        assertThat(other).isEqualTo("taken");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void foldersThatWereMadeForNothingGoAgain() throws IOException {
        Path models = folder.resolve("models");

        PullLock.take(models.resolve("new")).close();

        assertThat(models).doesNotExist();
        assertThat(folder).exists();
    }

    @Test
    void foldersInWhichSomethingIsStay() throws IOException {
        Path models = folder.resolve("models");
        PullLock lock = PullLock.take(models.resolve("new"));
        Path come = Files.writeString(models.resolve("new/part"), "come");

        lock.close();

        assertThat(come).hasContent("come");
    }

    @Test
    void whatAKilledPullHasLeftIsTaken() throws IOException {
        Files.writeString(folder.resolve(LOCK), "0b8c38b1-ff5d-4a35-b7b0-8d80dcb9fb8c");

        PullLock.take(folder).close();

        assertThat(folder).isEmptyDirectory();
    }

    /** As whoever opened it before it went, and locked it after. */
    @Test
    void aFileThatItsPullHasDeletedIsNotTaken() throws IOException {
        PullLock first = PullLock.take(folder);
        Files.createLink(folder.resolve("opened"), folder.resolve(LOCK));
        first.close();
        Files.move(folder.resolve("opened"), folder.resolve(LOCK));

        assertThatThrownBy(() -> PullLock.take(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(folder + ": another pull is at work (expected: one at a time)");
    }

    /** Takes a folder and leaves it. */
    static final class Other {
        private Other() {}

        public static void main(String[] arguments) throws IOException {
            try (PullLock lock = PullLock.take(Path.of(arguments[0]))) {
                System.out.println("taken");
            } catch (IllegalArgumentException e) {
                System.out.println(e.getMessage());
            }
        }
    }
}
