package io.wuerstchen.fleet.testing;

import io.wuerstchen.fleet.common.config.StoreAddress.Keys;
import java.net.URI;
import org.testcontainers.containers.MinIOContainer;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.lifecycle.Startables;

/** The servers' published images. Without Docker the start fails, and so does every test that asked for it. */
final class ContainerInfraServers implements InfraServers {
    private static final String KAFKA_IMAGE = "apache/kafka:4.4.0";
    private static final String MINIO_IMAGE = "minio/minio:RELEASE.2025-09-07T16-13-09Z";

    private final KafkaContainer kafka = new KafkaContainer(KAFKA_IMAGE)
            .withEnv("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR", "1")
            .withEnv("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR", "1")
            .withEnv("KAFKA_GROUP_SHARE_MAX_DELIVERY_COUNT_LIMIT", "25")
            .withEnv("KAFKA_GROUP_SHARE_MIN_RECORD_LOCK_DURATION_MS", "1000")
            .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false");
    private final MinIOContainer minio = new MinIOContainer(MINIO_IMAGE);

    ContainerInfraServers() {
        Startables.deepStart(kafka, minio).join();
    }

    @Override
    public String bootstrapServers() {
        return kafka.getBootstrapServers();
    }

    @Override
    public URI s3Endpoint() {
        return URI.create(minio.getS3URL());
    }

    @Override
    public Keys keys() {
        return new Keys(minio.getUserName(), minio.getPassword());
    }

    @Override
    public void close() {
        kafka.stop();
        minio.stop();
    }
}
