package io.wuerstchen.fleet.testing;

import io.wuerstchen.fleet.common.config.KafkaAddress;
import io.wuerstchen.fleet.common.config.StoreAddress;

/** One broker and one store for all tests of a JVM. */
interface InfraServers extends AutoCloseable {
    KafkaAddress kafka(String topicPrefix);

    StoreAddress store(String bucket);

    @Override
    void close();
}
