package io.wuerstchen.fleet.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wuerstchen.fleet.common.testing.FakeClock;
import io.wuerstchen.fleet.common.wire.BatchControl;
import io.wuerstchen.fleet.common.wire.BatchControl.State;
import io.wuerstchen.fleet.common.wire.FleetEvents;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ControlReaderTest {
    private static final TopicPartition PARTITION = new TopicPartition("control", 0);

    private final FleetEvents events = new FleetEvents(new FakeClock());
    private final MockConsumer<String, byte[]> consumer = new MockConsumer<>("none");
    private final CancelledBatches cancelled = new CancelledBatches();
    private final AtomicInteger told = new AtomicInteger();
    private final ControlReader reader = new ControlReader(() -> consumer, "control", cancelled, told::incrementAndGet);
    private final Thread thread = new Thread(reader, "control");
    private long offset;

    @AfterEach
    void stop() throws InterruptedException {
        reader.stop();
        thread.join();
        assertThat(consumer.closed()).isTrue();
    }

    @Test
    void knowsAfterwardsWhatWasSaidBefore() throws InterruptedException {
        begin(2);
        consumer.schedulePollTask(() -> say(new BatchControl("animals", State.CANCELLED, 1)));
        consumer.schedulePollTask(() -> say(new BatchControl("fruit", State.PAUSED, 0)));

        reader.awaitCaughtUp(Duration.ofSeconds(20));

        assertThat(cancelled.contains("animals", 0)).isTrue();
        assertThat(cancelled.contains("animals", 1)).isTrue();
        assertThat(cancelled.contains("animals", 2)).isFalse();
        assertThat(cancelled.contains("fruit", 0)).isFalse();
        assertThat(told).hasValue(1);
    }

    @Test
    void hearsThatABatchGoesOnOrIsGone() {
        cancelled.hear(new BatchControl("animals", State.CANCELLED, 0));
        cancelled.hear(new BatchControl("fruit", State.CANCELLED, 0));
        begin(2);

        consumer.schedulePollTask(() -> say(new BatchControl("animals", State.RUNNING, 1)));
        consumer.schedulePollTask(() -> add(events.forgotten("control", "fruit")));

        await().until(() -> !cancelled.contains("animals", 0) && !cancelled.contains("fruit", 0));
    }

    @Test
    void skipsWhatItCannotRead() {
        begin(2);

        consumer.schedulePollTask(
                () -> add(new ProducerRecord<>("control", "animals", "pear".getBytes(StandardCharsets.UTF_8))));
        consumer.schedulePollTask(() -> say(new BatchControl("animals", State.CANCELLED, 0)));

        await().until(() -> cancelled.contains("animals", 0));
    }

    private void begin(long end) {
        consumer.updatePartitions("control", List.of(new PartitionInfo("control", 0, null, null, null)));
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.updateEndOffsets(Map.of(PARTITION, end));
        thread.start();
    }

    private void say(BatchControl control) {
        add(events.control("control", control));
    }

    private void add(ProducerRecord<String, byte[]> record) {
        ConsumerRecord<String, byte[]> read =
                new ConsumerRecord<>("control", 0, offset++, record.key(), record.value());
        record.headers().forEach(header -> read.headers().add(header));
        consumer.addRecord(read);
    }
}
