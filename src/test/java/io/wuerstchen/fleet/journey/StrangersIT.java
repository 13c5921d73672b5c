package io.wuerstchen.fleet.journey;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.minio.GetObjectArgs;
import io.minio.MinioClient;
import io.wuerstchen.fleet.common.config.StoreAddress;
import io.wuerstchen.fleet.testing.Infra;
import io.wuerstchen.fleet.testing.JobTopics;
import io.wuerstchen.fleet.testing.WithInfra;
import io.wuerstchen.fleet.worker.WorkerOptions.Work;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What asyncapi.yaml promises to other services, kept with bytes and headers alone: none of the fleet's classes on that side. */
@Timeout(120)
@WithInfra
class StrangersIT {
    private static final String SOURCE = "/shop/cards";
    private static final ObjectMapper JSON = new ObjectMapper();

    private Infra infra;
    private JobTopics topics;
    private SimulatedFleet fleet;
    private KafkaProducer<byte[], byte[]> producer;

    @BeforeEach
    void start(Infra given) {
        infra = given;
        topics = new JobTopics(infra, SimulatedFleet.MODEL);
        fleet = new SimulatedFleet(infra, "simulated:10ms");
        fleet.startWorker("worker", new Work(1, 2, SimulatedFleet.GRACE));
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", infra.kafka().bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    @AfterEach
    void stop() {
        producer.close(Duration.ofSeconds(5));
        fleet.close();
        topics.close();
    }

    @Test
    void aPromptInAnEventIsDrawnAndReported() throws Exception {
        // When
        send(
                headers("card-4711"),
                "{\"prompt\": \"a red apple\", \"width\": 256, \"n\": 2, \"brush\": {\"of\": \"hair\"}}");

        // Then the result is found by the event's id
        JsonNode result = JSON.readTree(await("results", 1).get(0).value());
        assertThat(result.path("id").textValue()).isEqualTo("card-4711");
        assertThat(result.path("state").textValue()).isEqualTo("committed");
        assertThat(result.path("batch").textValue()).isEqualTo("external-shop-cards");
        // And row and seed are those that the document derives from source and id
        ByteBuffer hash =
                ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest((SOURCE + "\ncard-4711").getBytes(UTF_8)));
        assertThat(result.path("row").longValue()).isEqualTo(Long.remainderUnsigned(hash.getLong(0), 1_000_000_000));
        assertThat(result.at("/parameters/seed").longValue()).isEqualTo(hash.getLong(8) & 0x7fff_ffffL);
        // And its pictures lie where it says
        assertThat(result.path("images")).hasSize(2);
        for (JsonNode image : result.path("images")) {
            assertThat(width(image.at("/artifacts/0/key").textValue())).isEqualTo(256);
        }
    }

    @Test
    void whatIsNoJobIsKeptWithItsReasonAndTheNextJobIsDrawn() throws Exception {
        // When
        send(Map.of(), "{\"prompt\": \"no headers\"}");
        send(headers("torn"), "{\"prompt\": \"torn");
        send(headers("list"), "[1, 2]");
        Map<String, String> shouted = new HashMap<>(headers("shouted"));
        shouted.put("ce_type", "com.example.shouted");
        send(shouted, "{\"prompt\": \"a cat\"}");
        send(headers("good"), "{\"prompt\": \"a cat\"}");

        // Then
        List<ConsumerRecord<byte[], byte[]>> letters = await("dead-letters", 4);
        assertThat(letters)
                .extracting(letter -> header(letter, "fleet_reason"))
                .satisfiesExactlyInAnyOrder(
                        reason -> assertThat(reason).startsWith("not a CloudEvent: "),
                        reason -> assertThat(reason).startsWith("not JSON: "),
                        reason -> assertThat(reason).startsWith("not a JSON object: ARRAY"),
                        reason -> assertThat(reason)
                                .isEqualTo("ce_type: com.example.shouted (expected: io.wuerstchen.fleet.job.v1)"));
        assertThat(letters)
                .extracting(letter -> new String(letter.value(), UTF_8))
                .contains("{\"prompt\": \"no headers\"}", "{\"prompt\": \"torn", "[1, 2]");
        List<ConsumerRecord<byte[], byte[]>> results = await("results", 1);
        assertThat(JSON.readTree(results.get(0).value()).path("id").textValue()).isEqualTo("good");
    }

    private static Map<String, String> headers(String id) {
        return Map.of(
                "ce_specversion", "1.0",
                "ce_type", "io.wuerstchen.fleet.job.v1",
                "ce_source", SOURCE,
                "ce_id", id,
                "ce_shade", "an attribute that nobody here knows",
                "content-type", "application/json",
                "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    }

    private void send(Map<String, String> headers, String value) throws Exception {
        var record = new ProducerRecord<byte[], byte[]>(
                infra.named("jobs." + SimulatedFleet.MODEL), null, null, value.getBytes(UTF_8));
        headers.forEach((name, text) -> record.headers().add(name, text.getBytes(UTF_8)));
        producer.send(record).get();
    }

    /** All records of a topic, {@code count} of them at least. */
    private List<ConsumerRecord<byte[], byte[]>> await(String topic, int count) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        List<TopicPartition> partitions = IntStream.range(0, 12)
                .mapToObj(i -> new TopicPartition(infra.named(topic), i))
                .toList();
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", infra.kafka().bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
                return records.size() >= count;
            });
        }
        return records;
    }

    private int width(String key) throws Exception {
        StoreAddress store = infra.store();
        try (MinioClient client = MinioClient.builder()
                        .endpoint(store.endpoint().toString())
                        .region(store.region())
                        .credentials(store.keys().accessKey(), store.keys().secretKey())
                        .build();
                InputStream picture = client.getObject(GetObjectArgs.builder()
                        .bucket(store.bucket())
                        .object(key)
                        .build())) {
            return ImageIO.read(picture).getWidth();
        }
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return new String(header.value(), UTF_8);
    }
}
