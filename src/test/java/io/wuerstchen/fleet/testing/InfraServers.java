package io.wuerstchen.fleet.testing;

import io.wuerstchen.fleet.common.config.StoreAddress.Keys;
import java.net.URI;

/** One broker and one store for all tests of a JVM. */
interface InfraServers extends AutoCloseable {
    String bootstrapServers();

    URI s3Endpoint();

    Keys keys();

    @Override
    void close();
}
