package io.wuerstchen.fleet.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.wuerstchen.fleet.common.messaging.KafkaClients;
import io.wuerstchen.fleet.testing.Infra;
import io.wuerstchen.fleet.testing.WithInfra;
import io.wuerstchen.fleet.worker.intake.Delivery;
import io.wuerstchen.fleet.worker.intake.Lane;
import io.wuerstchen.fleet.worker.intake.LaneTiming;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a lane stands on, with a real broker: renewed, lost and returned locks. */
@Timeout(60)
@WithInfra
class LaneIT {
    private static final Duration LOCK = Duration.ofSeconds(3);
    private static final LaneTiming TIMING = new LaneTiming(
            Duration.ofMillis(100), Duration.ofSeconds(5), Duration.ofMillis(100), Duration.ofMillis(20));

    private final List<Lane> lanes = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private KafkaClients clients;
    private String topic;
    private String group;

    @BeforeEach
    void prepare(Infra infra) throws Exception {
        clients = new KafkaClients(infra.kafka());
        topic = infra.named("jobs");
        group = infra.named("workers");
        try (Admin admin = clients.admin()) {
            // One partition, so that both lanes take from it.
            admin.createTopics(List.of(new NewTopic(topic, Optional.of(1), Optional.empty())))
                    .all()
                    .get();
            set(admin, "share.auto.offset.reset", "earliest");
            set(admin, "share.record.lock.duration.ms", Long.toString(LOCK.toMillis()));
        }
    }

    @AfterEach
    void stop() throws InterruptedException {
        lanes.forEach(Lane::stop);
        for (Thread thread : threads) {
            thread.join(10_000);
            assertThat(thread.isAlive()).isFalse();
        }
    }

    @Test
    void keepsWhatItHoldsFarBeyondTheLocksTime() throws Exception {
        // Given
        List<Delivery> held = startLane(batch -> {});
        publish(3);
        await().until(() -> held.size() == 3);

        // When
        List<Delivery> stolen = startLane(batch -> {});

        // Then
        await().during(LOCK.multipliedBy(2)).until(stolen::isEmpty);
        assertThat(held).hasSize(3).noneMatch(Delivery::lost);
        held.forEach(Delivery::accept);
        publish(1);
        await().until(() -> held.size() + stolen.size() == 4);
        assertThat(held.subList(0, 3)).noneMatch(Delivery::redelivered);
    }

    @Test
    void anotherLaneGetsAtOnceWhatAStoppedOneHandsBack() throws Exception {
        // Given
        List<Delivery> first = startLane(batch -> {});
        publish(3);
        await().until(() -> first.size() == 3);
        first.get(0).accept();
        List<Delivery> second = startLane(batch -> {});

        // When
        lanes.get(0).stop();

        // Then
        await().until(() -> second.size() == 2);
        assertThat(second).allMatch(Delivery::redelivered);
        assertThat(second).extracting(delivery -> delivery.record().offset()).containsExactlyInAnyOrder(1L, 2L);
        assertThat(first.subList(1, 3)).allMatch(Delivery::lost);
    }

    @Test
    void aLaneThatWasFrozenLearnsThatItsLocksAreLost() throws Exception {
        // Given
        CountDownLatch thaw = new CountDownLatch(1);
        List<Delivery> frozen = startLane(batch -> awaitQuietly(thaw));
        publish(2);
        await().until(() -> frozen.size() == 2);
        List<Delivery> second = startLane(batch -> {});
        await().until(() -> second.size() == 2);

        // When
        thaw.countDown();

        // Then
        await().until(() -> frozen.stream().allMatch(Delivery::lost));
        frozen.forEach(Delivery::accept);
        assertThat(second).allMatch(Delivery::redelivered).noneMatch(Delivery::lost);
        second.forEach(Delivery::accept);
        publish(1);
        await().until(() -> frozen.size() + second.size() == 5);
    }

    private List<Delivery> startLane(Consumer<List<Delivery>> then) {
        List<Delivery> taken = new CopyOnWriteArrayList<>();
        Lane lane = new Lane(this::join, TIMING, () -> true, () -> 0, batch -> {
            taken.addAll(batch);
            then.accept(batch);
        });
        Thread thread = new Thread(lane, "lane-" + lanes.size());
        thread.start();
        lanes.add(lane);
        threads.add(thread);
        return taken;
    }

    private ShareConsumer<String, byte[]> join() {
        ShareConsumer<String, byte[]> consumer = clients.shareConsumer(group, 8);
        consumer.subscribe(List.of(topic));
        return consumer;
    }

    private void publish(int records) throws Exception {
        try (Producer<String, byte[]> producer = clients.producer()) {
            for (int i = 0; i < records; i++) {
                producer.send(new ProducerRecord<>(topic, new byte[] {1})).get();
            }
        }
    }

    private void set(Admin admin, String key, String value) throws Exception {
        var change = new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET);
        admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.GROUP, group), List.of(change)))
                .all()
                .get();
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(30));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
