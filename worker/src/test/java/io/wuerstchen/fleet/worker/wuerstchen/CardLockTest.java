package io.wuerstchen.fleet.worker.wuerstchen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.wuerstchen.fleet.worker.testing.OtherProcess;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who has a card. */
class CardLockTest {
    @TempDir
    private Path folder;

    @Test
    void aSecondTryInTheSameProcessDoesNotFreeTheCardForAnother() throws Exception {
        String other;
        try (CardLock first = CardLock.take(folder, 0, null)) {
            assertThatIllegalArgumentException().isThrownBy(() -> CardLock.take(folder, 0, null));
            other = OtherProcess.said(Other.class, folder);
        }

        assertThat(other)
                .startsWith("device: cuda:0 is in use by process "
                        + ProcessHandle.current().pid() + " ");
    }

    @Test
    void aCardIsTakenByOneAndNamesIt() throws IOException {
        try (CardLock first = CardLock.take(folder, 0, null)) {
            assertThat(first).isNotNull();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> CardLock.take(folder, 0, null))
                    .withMessage("device: cuda:0 is in use by process "
                            + ProcessHandle.current().pid() + " (expected: a card for each; cuda:N names another)");
        }
    }

    @Test
    void anotherCardIsFree() throws IOException {
        try (CardLock first = CardLock.take(folder, 0, null);
                CardLock second = CardLock.take(folder, 1, null)) {
            assertThat(second).isNotSameAs(first);
        }
    }

    @Test
    void aCardThatWasGivenBackIsFree() throws IOException {
        CardLock.take(folder, 0, null).close();

        assertThatCode(() -> CardLock.take(folder, 0, null).close()).doesNotThrowAnyException();
    }

    @Test
    void theFirstCardThatOneProcessSeesMayBeTheThirdOfAnother() throws IOException {
        try (CardLock third = CardLock.take(folder, 2, null)) {
            assertThat(third).isNotNull();
            assertThatIllegalArgumentException().isThrownBy(() -> CardLock.take(folder, 0, "2,0"));
            CardLock.take(folder, 1, "2,0").close();
        }
    }

    /** Takes the card and leaves it. */
    static final class Other {
        private Other() {}

        public static void main(String[] arguments) throws IOException {
            try (CardLock lock = CardLock.take(Path.of(arguments[0]), 0, null)) {
                System.out.println("taken");
            } catch (IllegalArgumentException e) {
                System.out.println(e.getMessage());
            }
        }
    }
}
