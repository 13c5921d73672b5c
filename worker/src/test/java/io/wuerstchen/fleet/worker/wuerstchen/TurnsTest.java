package io.wuerstchen.fleet.worker.wuerstchen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TurnsTest {
    private static final Duration SILENCE = Duration.ofMillis(200);

    private final Turns turns = new Turns(SILENCE);
    private final CountDownLatch taken = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);

    @Test
    void whoGoesOnIsWaitedForHoweverLongItTakes() {
        Busy lock = new Busy();
        Turns busy = new Turns(SILENCE, lock);
        lock.goesOn = () -> busy.hearing(StepListener.NONE).onProgress();

        busy.take();

        assertThat(lock.waits).isEqualTo(Busy.LONG + 1);
        assertThat(lock.isHeldByCurrentThread()).isTrue();
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

    /** Is held by somebody else for so many waits, and progress comes meanwhile: no test has to be as fast as another thread. */
    private static final class Busy extends ReentrantLock {
        private static final long serialVersionUID = 1L;
        private static final int LONG = 5;

        private transient Runnable goesOn;
        private int waits;

        @Override
        public boolean tryLock(long limit, TimeUnit unit) throws InterruptedException {
            if (waits++ == LONG) {
                return super.tryLock(limit, unit);
            }
            goesOn.run();
            return false;
        }
    }
}
