package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.common.config.KafkaAddress;
import io.wuerstchen.fleet.common.config.StoreAddress;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import picocli.CommandLine.Option;

/** Where Kafka and S3 are; each option has a variable of the environment behind it. */
final class ConnectionOptions {
    @Option(names = "--kafka", paramLabel = "HOST:PORT", description = "Kafka. FLEET_KAFKA.")
    private String kafka;

    @Option(
            names = "--kafka-properties",
            paramLabel = "FILE",
            description = "Settings for every Kafka client: TLS, SASL. FLEET_KAFKA_PROPERTIES.")
    private Path kafkaProperties;

    @Option(
            names = "--topic-prefix",
            defaultValue = "",
            paramLabel = "TEXT",
            description =
                    "Before every topic's and group's name, so that fleets can share a Kafka. FLEET_TOPIC_PREFIX.")
    private String topicPrefix;

    @Option(names = "--s3-endpoint", paramLabel = "URL", description = "S3. FLEET_S3_ENDPOINT.")
    private URI endpoint;

    @Option(
            names = "--s3-region",
            defaultValue = "us-east-1",
            paramLabel = "NAME",
            description = "FLEET_S3_REGION; ${DEFAULT-VALUE} by default.")
    private String region;

    @Option(
            names = "--s3-access-key",
            paramLabel = "KEY",
            description = "FLEET_S3_ACCESS_KEY. Without keys: AWS's own variables, files and instance profiles.")
    private String accessKey;

    @Option(names = "--s3-secret-key", paramLabel = "KEY", description = "FLEET_S3_SECRET_KEY.")
    private String secretKey;

    @Option(
            names = "--bucket",
            defaultValue = "wuerstchen-fleet",
            paramLabel = "NAME",
            description = "FLEET_BUCKET; ${DEFAULT-VALUE} by default, made where it is missing.")
    private String bucket;

    @Option(
            names = "--s3-prefix",
            defaultValue = "",
            paramLabel = "PATH",
            description = "Before every object's name. FLEET_S3_PREFIX.")
    private String prefix;

    /** For the first line of a command: where it goes. */
    String line() {
        return "Kafka at " + kafka().bootstrapServers() + ", " + storeLine();
    }

    /** The same of a command that needs no Kafka. */
    String storeLine() {
        return "S3 at " + store().endpoint() + ", bucket " + bucket;
    }

    KafkaAddress kafka() {
        require("Kafka", kafka, "--kafka, FLEET_KAFKA", "--kafka-properties");
        return new KafkaAddress(kafka, topicPrefix, kafkaProperties == null ? Map.of() : read(kafkaProperties));
    }

    StoreAddress store() {
        require("S3", endpoint, "--s3-endpoint, FLEET_S3_ENDPOINT", "keys of another S3");
        return new StoreAddress(endpoint, region, BucketName.require("--bucket", bucket), prefix, keys());
    }

    private static void require(String what, Object value, String how, String others) {
        if (value == null) {
            throw new UserException("no address of " + what + " (expected: " + how
                    + ", or a fleet local that runs and no " + others + ")");
        }
    }

    private StoreAddress.Keys keys() {
        if ((accessKey == null) != (secretKey == null)) {
            throw new UserException("--s3-access-key and --s3-secret-key: one given (expected: both or none)");
        }
        return accessKey == null ? null : new StoreAddress.Keys(accessKey, secretKey);
    }

    private static Map<String, String> read(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UserException("--kafka-properties: can't read " + file + " (expected: a properties file)", e);
        }
        Map<String, String> settings = new HashMap<>();
        properties.stringPropertyNames().forEach(name -> settings.put(name, properties.getProperty(name)));
        return settings;
    }
}
