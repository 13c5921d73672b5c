package io.wuerstchen.fleet.testing;

import io.minio.ListObjectsArgs;
import io.minio.MinioClient;
import io.minio.RemoveBucketArgs;
import io.minio.RemoveObjectArgs;
import io.wuerstchen.fleet.common.config.KafkaAddress;
import io.wuerstchen.fleet.common.config.StoreAddress;
import io.wuerstchen.fleet.common.config.StoreAddress.Keys;
import io.wuerstchen.fleet.common.messaging.KafkaClients;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;

/** Servers of somebody else: tests make topics, groups and buckets there, and topics and buckets are removed at the end. */
final class ExternalInfraServers implements InfraServers {
    private final KafkaAddress kafka;
    private final StoreAddress store;
    private final List<String> topicPrefixes = new ArrayList<>();
    private final List<String> buckets = new ArrayList<>();

    private ExternalInfraServers(KafkaAddress kafka, StoreAddress store) {
        this.kafka = kafka;
        this.store = store;
    }

    /** By the variables that the fleet's commands read; each test has a bucket of its own. */
    static ExternalInfraServers ofEnvironment(Map<String, String> environment) {
        Map<String, String> properties = Optional.ofNullable(environment.get("FLEET_KAFKA_PROPERTIES"))
                .map(file -> read(Path.of(file)))
                .orElse(Map.of());
        return new ExternalInfraServers(
                new KafkaAddress(required(environment, "FLEET_KAFKA"), "", properties),
                new StoreAddress(
                        URI.create(required(environment, "FLEET_S3_ENDPOINT")),
                        environment.getOrDefault("FLEET_S3_REGION", "us-east-1"),
                        "",
                        "",
                        new Keys(
                                required(environment, "FLEET_S3_ACCESS_KEY"),
                                required(environment, "FLEET_S3_SECRET_KEY"))));
    }

    @Override
    public KafkaAddress kafka(String topicPrefix) {
        topicPrefixes.add(topicPrefix);
        return new KafkaAddress(kafka.bootstrapServers(), topicPrefix, kafka.properties());
    }

    @Override
    public StoreAddress store(String bucket) {
        buckets.add(bucket);
        return new StoreAddress(store.endpoint(), store.region(), bucket, "", store.keys());
    }

    @Override
    public void close() {
        try {
            removeTopics();
            removeBuckets();
        } catch (Exception e) { // both clients declare many
            throw new IllegalStateException("what tests made is still there, in topics and buckets t........-*", e);
        }
    }

    private void removeTopics() throws Exception {
        try (Admin admin = new KafkaClients(kafka).admin()) {
            List<String> ours = admin.listTopics().names().get(20, TimeUnit.SECONDS).stream()
                    .filter(topic -> topicPrefixes.stream().anyMatch(topic::startsWith))
                    .toList();
            admin.deleteTopics(ours).all().get(20, TimeUnit.SECONDS);
        }
    }

    private void removeBuckets() throws Exception {
        try (MinioClient client = MinioClient.builder()
                .endpoint(store.endpoint().toString())
                .region(store.region())
                .credentials(store.keys().accessKey(), store.keys().secretKey())
                .build()) {
            for (String bucket : buckets) {
                var all =
                        ListObjectsArgs.builder().bucket(bucket).recursive(true).build();
                for (var object : client.listObjects(all)) {
                    client.removeObject(RemoveObjectArgs.builder()
                            .bucket(bucket)
                            .object(object.get().objectName())
                            .build());
                }
                client.removeBucket(RemoveBucketArgs.builder().bucket(bucket).build());
            }
        }
    }

    private static String required(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name))
                .orElseThrow(() -> new IllegalArgumentException(
                        name + ": not set (expected: the address or key of a server for -Dfleet.infra=external)"));
    }

    private static Map<String, String> read(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.stringPropertyNames().stream()
                .collect(Collectors.toMap(name -> name, properties::getProperty));
    }
}
