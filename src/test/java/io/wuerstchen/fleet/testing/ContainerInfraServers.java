package io.wuerstchen.fleet.testing;

import io.wuerstchen.fleet.common.config.KafkaAddress;
import io.wuerstchen.fleet.common.config.StoreAddress;
import io.wuerstchen.fleet.common.config.StoreAddress.Keys;
import java.net.URI;
import java.util.Map;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.lifecycle.Startables;
import org.testcontainers.utility.DockerImageName;

/** The servers' official images, or those that {@code deploy/docker/engine} built where no registry had them. */
public final class ContainerInfraServers implements InfraServers {
    private static final Keys KEYS = new Keys("fleet", "fleet-in-a-container");
    private static final int KAFKA_INSIDE = 19092;
    private static final int S3_PORT = 9000;

    private final Network network = Network.builder()
            .createNetworkCmdModifier(command -> command.withLabels(ContainerEngine.labels()))
            .build();
    private final KafkaContainer kafka = kafka().withNetwork(network).withNetworkAliases("kafka");
    private final GenericContainer<?> s3 = s3().withNetwork(network).withNetworkAliases("s3");

    /** Returns when both take requests. */
    public ContainerInfraServers() {
        Startables.deepStart(kafka, s3).join();
    }

    @Override
    public KafkaAddress kafka(String topicPrefix) {
        return new KafkaAddress(kafka.getBootstrapServers(), topicPrefix, Map.of());
    }

    @Override
    public StoreAddress store(String bucket) {
        URI endpoint = URI.create("http://" + s3.getHost() + ":" + s3.getMappedPort(S3_PORT));
        return new StoreAddress(endpoint, "us-east-1", bucket, "", KEYS);
    }

    /** Where other containers find the servers by {@link #environment}. */
    public Network network() {
        return network;
    }

    /** Both addresses as the fleet's commands take them, for containers on the same network. */
    public Map<String, String> environment() {
        return Map.of(
                "FLEET_KAFKA",
                "kafka:" + KAFKA_INSIDE,
                "FLEET_S3_ENDPOINT",
                "http://s3:" + S3_PORT,
                "FLEET_S3_ACCESS_KEY",
                KEYS.accessKey(),
                "FLEET_S3_SECRET_KEY",
                KEYS.secretKey());
    }

    @Override
    public void close() {
        kafka.stop();
        s3.stop();
        network.close();
    }

    private static KafkaContainer kafka() {
        DockerImageName image =
                DockerImageName.parse(ServerImages.read().kafka()).asCompatibleSubstituteFor("apache/kafka");
        return new KafkaContainer(image)
                .withListener("kafka:" + KAFKA_INSIDE)
                .withLabels(ContainerEngine.labels())
                .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
                .withEnv("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR", "1")
                .withEnv("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR", "1")
                .withEnv("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_NUM_PARTITIONS", "1")
                .withEnv("KAFKA_GROUP_SHARE_HEARTBEAT_INTERVAL_MS", "1000")
                .withEnv("KAFKA_GROUP_SHARE_MIN_HEARTBEAT_INTERVAL_MS", "500")
                .withEnv("KAFKA_GROUP_SHARE_MAX_DELIVERY_COUNT_LIMIT", "25")
                .withEnv("KAFKA_GROUP_SHARE_MIN_RECORD_LOCK_DURATION_MS", "1000")
                .withEnv("KAFKA_GROUP_SHARE_MAX_RECORD_LOCK_DURATION_MS", "3600000");
    }

    private static GenericContainer<?> s3() {
        ServerImages images = ServerImages.read();
        String image = images.s3();
        boolean minio = images.isMinio(image);
        GenericContainer<?> server = minio
                ? new GenericContainer<>(image)
                        .withCommand("server", "/data")
                        .withEnv("MINIO_ROOT_USER", KEYS.accessKey())
                        .withEnv("MINIO_ROOT_PASSWORD", KEYS.secretKey())
                : new GenericContainer<>(image)
                        .withEnv("ROOT_ACCESS_KEY", KEYS.accessKey())
                        .withEnv("ROOT_SECRET_KEY", KEYS.secretKey());
        return server.withLabels(ContainerEngine.labels())
                .withExposedPorts(S3_PORT)
                .waitingFor(
                        Wait.forHttp(minio ? "/minio/health/live" : "/health").forPort(S3_PORT));
    }
}
