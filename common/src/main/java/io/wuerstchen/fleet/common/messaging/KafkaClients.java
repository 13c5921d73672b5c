package io.wuerstchen.fleet.common.messaging;

import io.wuerstchen.fleet.common.config.KafkaAddress;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Opens Kafka clients that are set as the protocol asks. The caller closes them. */
public final class KafkaClients {
    private final KafkaAddress address;
    private final ClientDecoration decoration;

    public KafkaClients(KafkaAddress address) {
        this(address, new ClientDecoration() {});
    }

    KafkaClients(KafkaAddress address, ClientDecoration decoration) {
        this.address = address;
        this.decoration = decoration;
    }

    public KafkaAddress address() {
        return address;
    }

    public Admin admin() {
        return decoration.of(
                Admin.create(with(Map.of("default.api.timeout.ms", "20000", "request.timeout.ms", "10000"))));
    }

    /** Every record is on all in-sync replicas, once and in order, or its send has failed. */
    public Producer<String, byte[]> producer() {
        return decoration.of(new KafkaProducer<>(
                with(Map.of("acks", "all", "enable.idempotence", "true", "linger.ms", "5", "compression.type", "zstd")),
                new StringSerializer(),
                new ByteArraySerializer()));
    }

    /**
     * As {@link #producer}, but of all that have had this transactional id only the last one gets anything through: the
     * broker refuses the others. To be used in transactions.
     */
    public Producer<String, byte[]> fencedProducer(String transactionalId) {
        return decoration.of(new KafkaProducer<>(
                with(Map.of(
                        "acks",
                        "all",
                        "linger.ms",
                        "5",
                        "compression.type",
                        "zstd",
                        "transactional.id",
                        transactionalId)),
                new StringSerializer(),
                new ByteArraySerializer()));
    }

    /** Reads partitions that the caller assigns, from where the caller says; belongs to no group and commits nothing. */
    public Consumer<String, byte[]> reader() {
        return decoration.of(new KafkaConsumer<>(
                with(Map.of("enable.auto.commit", "false", "auto.offset.reset", "none")),
                new StringDeserializer(),
                new ByteArrayDeserializer()));
    }

    /** A member of a share group that gets {@code maxRecords} records at most and acknowledges each by itself. */
    public ShareConsumer<String, byte[]> shareConsumer(String group, int maxRecords) {
        return decoration.of(new KafkaShareConsumer<>(
                with(Map.of(
                        "group.id",
                        group,
                        "share.acknowledgement.mode",
                        "explicit",
                        // The default hands a whole producer batch to one worker.
                        "share.acquire.mode",
                        "record_limit",
                        "max.poll.records",
                        Integer.toString(maxRecords))),
                new StringDeserializer(),
                new ByteArrayDeserializer()));
    }

    private Map<String, Object> with(Map<String, String> settings) {
        Map<String, Object> all = new HashMap<>(address.properties());
        // Last, as no result may be lost to a file that says acks=0.
        all.putAll(settings);
        all.put("bootstrap.servers", address.bootstrapServers());
        return all;
    }
}
