package io.wuerstchen.fleet.worker.wuerstchen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TurnsTest {
    private static final Duration SILENCE = Duration.ofMillis(200);

    private final Turns turns = new Turns(SILENCE);
    private final CountDownLatch taken = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);

    @Test
    void whoGoesOnIsWaitedForHoweverLongItTakes() throws InterruptedException {
        CompletableFuture<Void> other = CompletableFuture.runAsync(() -> {
            turns.take();
            taken.countDown();
            StepListener listener = turns.hearing(StepListener.NONE);
            long start = System.nanoTime();
            while (System.nanoTime() - start < 4 * SILENCE.toNanos()) {
                listener.onProgress();
            }
            turns.end();
        });
        taken.await();

        assertThatCode(turns::take).doesNotThrowAnyException();

        turns.end();
        other.join();
    }

    @Test
    void whoHasFallenSilentIsNot() throws InterruptedException {
        CompletableFuture<Void> other = CompletableFuture.runAsync(this::holdInSilence);
        taken.await();

        assertThatThrownBy(turns::take)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has shown no progress for");

        over.countDown();
        other.join();
    }

    @Test
    void aThreadThatIsInterruptedWaitsForNobody() throws InterruptedException {
        CompletableFuture<Void> other = CompletableFuture.runAsync(this::holdInSilence);
        taken.await();
        Thread.currentThread().interrupt();

        assertThatThrownBy(turns::take).hasMessage("interrupted while the device was busy");

        assertThat(Thread.interrupted()).isTrue();
        over.countDown();
        other.join();
    }

    private void holdInSilence() {
        turns.take();
        taken.countDown();
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        turns.end();
    }
}
