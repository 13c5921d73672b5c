package io.wuerstchen.fleet.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wuerstchen.fleet.common.config.KafkaAddress;
import io.wuerstchen.fleet.common.messaging.KafkaClients;
import io.wuerstchen.fleet.testing.Infra;
import io.wuerstchen.fleet.testing.WithInfra;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LocalKafkaIT {
    private static final Duration DELIVERY_LIMIT = Duration.ofSeconds(20);

    @Test
    @WithInfra
    void aShareGroupDeliversNoMoreThanAskedAndNeverAgainWhatWasAccepted(Infra infra) throws Exception {
        // Given
        var clients = new KafkaClients(infra.kafka());
        String topic = infra.named("jobs");
        String group = infra.named("workers");
        createTopic(clients, topic);
        setGroup(clients, group, Map.of("share.auto.offset.reset", "earliest", "share.delivery.count.limit", "25"));
        send(clients, topic, 10);

        // When
        List<ConsumerRecord<String, byte[]>> first;
        try (ShareConsumer<String, byte[]> member = clients.shareConsumer(group, 4)) {
            member.subscribe(List.of(topic));
            first = poll(member);
            first.forEach(job -> member.acknowledge(job, AcknowledgeType.ACCEPT));
            assertThat(member.commitSync().values()).containsOnly(Optional.empty());
        }

        // Then
        assertThat(first).hasSize(4);
        assertThat(acceptAll(clients, topic, group, 6))
                .doesNotContainAnyElementsOf(keys(first))
                .hasSize(6);
    }

    @Test
    void topicsAndRecordsOutliveARestartOnAnotherPort(@TempDir Path directory) throws Exception {
        // Given
        String before;
        try (var kafka = LocalKafka.start(directory, 0)) {
            before = kafka.bootstrapServers();
            createTopic(clients(kafka), "kept");
            send(clients(kafka), "kept", 3);
        }

        // When
        try (var holdsTheOldPort = new ServerSocket(portOf(before), 1, InetAddress.getLoopbackAddress());
                var kafka = LocalKafka.start(directory, 0)) {

            // Then
            assertThat(portOf(kafka.bootstrapServers())).isNotEqualTo(holdsTheOldPort.getLocalPort());
            assertThat(readAll(clients(kafka), "kept", 3)).containsExactly("key-0", "key-1", "key-2");
        }
    }

    @Test
    void aTakenPortIsNamed(@TempDir Path directory) throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> LocalKafka.start(directory, taken.getLocalPort()))
                    .isInstanceOf(LocalServersException.class)
                    .hasMessage("port " + taken.getLocalPort() + ": taken (expected: a free port of 127.0.0.1)");
        }
    }

    private static KafkaClients clients(LocalKafka kafka) {
        return new KafkaClients(new KafkaAddress(kafka.bootstrapServers(), "", Map.of()));
    }

    private static int portOf(String bootstrapServers) {
        return Integer.parseInt(bootstrapServers.substring(bootstrapServers.indexOf(':') + 1));
    }

    private static void createTopic(KafkaClients clients, String topic) throws Exception {
        try (Admin admin = clients.admin()) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get(20, TimeUnit.SECONDS);
        }
    }

    private static void setGroup(KafkaClients clients, String group, Map<String, String> settings) throws Exception {
        List<AlterConfigOp> changes = settings.entrySet().stream()
                .map(each -> new ConfigEntry(each.getKey(), each.getValue()))
                .map(entry -> new AlterConfigOp(entry, AlterConfigOp.OpType.SET))
                .toList();
        try (Admin admin = clients.admin()) {
            var resource = new ConfigResource(ConfigResource.Type.GROUP, group);
            admin.incrementalAlterConfigs(Map.of(resource, changes)).all().get(20, TimeUnit.SECONDS);
        }
    }

    private static void send(KafkaClients clients, String topic, int count) throws Exception {
        try (Producer<String, byte[]> producer = clients.producer()) {
            for (int i = 0; i < count; i++) {
                producer.send(new ProducerRecord<>(topic, "key-" + i, new byte[] {(byte) i}))
                        .get(20, TimeUnit.SECONDS);
            }
        }
    }

    private static List<ConsumerRecord<String, byte[]>> poll(ShareConsumer<String, byte[]> member) {
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        long end = System.nanoTime() + DELIVERY_LIMIT.toNanos();
        while (records.isEmpty() && System.nanoTime() < end) {
            member.poll(Duration.ofMillis(500)).forEach(records::add);
        }
        return records;
    }

    private static List<String> acceptAll(KafkaClients clients, String topic, String group, int count) {
        List<String> keys = new ArrayList<>();
        try (ShareConsumer<String, byte[]> member = clients.shareConsumer(group, 4)) {
            member.subscribe(List.of(topic));
            while (keys.size() < count) {
                List<ConsumerRecord<String, byte[]>> records = poll(member);
                assertThat(records).isNotEmpty();
                records.forEach(job -> member.acknowledge(job, AcknowledgeType.ACCEPT));
                member.commitSync();
                keys.addAll(keys(records));
            }
        }
        return keys;
    }

    private static List<String> readAll(KafkaClients clients, String topic, int count) {
        List<String> keys = new ArrayList<>();
        try (var reader = clients.reader()) {
            var partition = new TopicPartition(topic, 0);
            reader.assign(List.of(partition));
            reader.seekToBeginning(List.of(partition));
            long end = System.nanoTime() + DELIVERY_LIMIT.toNanos();
            while (keys.size() < count && System.nanoTime() < end) {
                reader.poll(Duration.ofMillis(500)).forEach(found -> keys.add(found.key()));
            }
        }
        return keys;
    }

    private static List<String> keys(List<ConsumerRecord<String, byte[]>> records) {
        return records.stream().map(ConsumerRecord::key).toList();
    }
}
