package io.wuerstchen.fleet.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.wuerstchen.fleet.common.messaging.MessagingException;
import io.wuerstchen.fleet.worker.intake.Delivery;
import io.wuerstchen.fleet.worker.intake.FakeShareGroup;
import io.wuerstchen.fleet.worker.intake.Lane;
import io.wuerstchen.fleet.worker.intake.LaneTiming;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.errors.GroupMaxSizeReachedException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LanesTest {
    private static final LaneTiming TIMING =
            new LaneTiming(Duration.ofMillis(50), Duration.ofSeconds(1), Duration.ofMillis(10), Duration.ofMillis(20));

    private final FakeShareGroup group = new FakeShareGroup(30_000);
    private final AtomicInteger places = new AtomicInteger();
    private final List<Delivery> taken = new CopyOnWriteArrayList<>();
    private final Lanes lanes =
            new Lanes(next -> new Lane(this::join, TIMING, () -> true, () -> 0, next), 2, taken::addAll);

    @Test
    void countsWhatIsInHand() throws InterruptedException {
        places.set(2);
        lanes.start();
        group.publish(new byte[0], new RecordHeaders(), 0);

        await().until(() -> lanes.inHand() == 1);
        taken.get(0).accept();

        await().until(() -> lanes.inHand() == 0);
        assertThat(lanes.alive()).isEqualTo(2);
        stop();
        assertThat(lanes.alive()).isZero();
    }

    @Test
    void doesWithoutALaneThatIsRefused() throws InterruptedException {
        places.set(1);

        lanes.start();

        await().until(() -> lanes.alive() == 1);
        assertThat(lanes.failure()).isNotDone();
        stop();
    }

    @Test
    void cannotDoWithoutTheLast() throws InterruptedException {
        lanes.start();

        assertThatThrownBy(() -> lanes.failure().join())
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOf(MessagingException.class)
                .hasMessageStartingWith("the share group is full (expected: a place for one lane");
        stop();
    }

    private ShareConsumer<String, byte[]> join() {
        if (places.getAndDecrement() <= 0) {
            throw new GroupMaxSizeReachedException("The share group has reached its max size.");
        }
        return group.open(8);
    }

    private void stop() throws InterruptedException {
        lanes.stop();
        lanes.join(Duration.ofSeconds(10));
    }
}
