package io.wuerstchen.fleet.dispatcher.result;

import static io.wuerstchen.fleet.dispatcher.testing.Samples.MODEL;
import static io.wuerstchen.fleet.dispatcher.testing.Samples.heartbeat;
import static org.assertj.core.api.Assertions.assertThat;

import io.wuerstchen.fleet.common.job.ModelRef;
import io.wuerstchen.fleet.common.testing.FakeClock;
import io.wuerstchen.fleet.common.wire.FleetEvents;
import io.wuerstchen.fleet.common.wire.Heartbeat;
import io.wuerstchen.fleet.dispatcher.testing.FakeTopic;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WorkerDirectoryTest {
    private final FakeClock clock = new FakeClock();
    private final FakeTopic topic = new FakeTopic("workers");
    private final WorkerDirectory directory = new WorkerDirectory(topic.consumer(), "workers", clock);

    @BeforeEach
    void start() {
        directory.start();
    }

    @Test
    void knowsWhoAnnouncedTheModel() {
        hear(heartbeat("w1", MODEL));
        hear(heartbeat("w2", new ModelRef("other", "ff")));

        assertThat(directory.alive("emoji")).containsExactly(heartbeat("w1", MODEL));
    }

    @Test
    void aWorkerIsAliveUntilItsLifetimeIsOver() {
        hear(heartbeat("w1", MODEL));

        clock.move(Heartbeat.LIFETIME.minusMillis(1));
        assertThat(directory.alive("emoji")).hasSize(1);
        clock.move(Duration.ofMillis(1));
        assertThat(directory.alive("emoji")).isEmpty();
    }

    @Test
    void anotherHeartbeatKeepsItAlive() {
        hear(heartbeat("w1", MODEL));
        clock.move(Duration.ofSeconds(10));
        hear(heartbeat("w1", MODEL));

        clock.move(Duration.ofSeconds(10));

        assertThat(directory.alive("emoji")).hasSize(1);
    }

    @Test
    void aHeartbeatFromLongAgoIsNoSignOfLife() {
        hearFromBefore(clock.instant().minus(Heartbeat.LIFETIME));

        assertThat(directory.alive("emoji")).isEmpty();
    }

    @Test
    void aHeartbeatFromTheFutureIsNone() {
        hearFromBefore(clock.instant().plus(Heartbeat.LIFETIME));

        assertThat(directory.alive("emoji")).isEmpty();
    }

    @Test
    void aHeartbeatFromJustBeforeAnybodyListenedIsOne() {
        hearFromBefore(clock.instant().minus(Heartbeat.PERIOD));

        assertThat(directory.alive("emoji")).hasSize(1);
    }

    @Test
    void whatIsHeardNowIsASignOfLifeWhateverTheBrokersClockSays() {
        ProducerRecord<String, byte[]> beat = new FleetEvents(clock).heartbeat("workers", heartbeat("w1", MODEL));

        topic.add(beat, clock.instant().minus(Duration.ofHours(1)));
        directory.poll(Duration.ZERO);

        assertThat(directory.alive("emoji")).hasSize(1);
    }

    @Test
    void aTombstoneTakesAWorkerOff() {
        hear(heartbeat("w1", MODEL));

        topic.add(new ProducerRecord<>("workers", "w1", null), clock.instant());
        directory.poll(Duration.ZERO);

        assertThat(directory.alive("emoji")).isEmpty();
    }

    @Test
    void skipsWhatItCannotRead() {
        topic.add(new ProducerRecord<>("workers", "w0", new byte[] {7}), clock.instant());
        directory.poll(Duration.ZERO);

        hear(heartbeat("w1", MODEL));

        assertThat(directory.alive("emoji")).containsExactly(heartbeat("w1", MODEL));
    }

    /** One that stood on the topic before the directory began to listen. */
    private void hearFromBefore(Instant at) {
        topic.addPast(new FleetEvents(clock).heartbeat("workers", heartbeat("w1", MODEL)), at);
        directory.start();
        directory.poll(Duration.ZERO);
    }

    private void hear(Heartbeat heartbeat) {
        topic.add(new FleetEvents(clock).heartbeat("workers", heartbeat), clock.instant());
        directory.poll(Duration.ZERO);
    }
}
