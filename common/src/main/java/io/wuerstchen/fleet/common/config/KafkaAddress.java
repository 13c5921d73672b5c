package io.wuerstchen.fleet.common.config;

import java.util.Map;
import java.util.Objects;

/**
 * Where Kafka is.
 *
 * @param bootstrapServers {@code HOST:PORT}, with commas between
 * @param topicPrefix put before every topic and group; may be empty
 * @param properties for every client, as they are: TLS, SASL
 */
public record KafkaAddress(String bootstrapServers, String topicPrefix, Map<String, String> properties) {
    public KafkaAddress {
        Objects.requireNonNull(bootstrapServers, "bootstrapServers");
        properties = Map.copyOf(properties);
    }
}
