package io.wuerstchen.fleet.testing;

import io.wuerstchen.fleet.common.config.KafkaAddress;
import io.wuerstchen.fleet.common.config.StoreAddress;

/**
 * Real Kafka and real S3, with names of its own for each test: take it as a parameter, with {@link WithInfra}.
 *
 * @param kafka its topic prefix is this test's alone
 * @param store its bucket is this test's alone, and there
 */
public record Infra(KafkaAddress kafka, StoreAddress store) {
    /** A name for a topic or group that no other test has. */
    public String named(String name) {
        return kafka.topicPrefix() + name;
    }
}
