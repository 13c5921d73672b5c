package io.wuerstchen.fleet.common.messaging;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.clients.producer.Producer;

/**
 * What is put between the fleet and its clients. Nothing ever is, but by tests that plant a bug to see it found: hence no way to
 * it from outside this package.
 */
interface ClientDecoration {
    default Admin of(Admin client) {
        return client;
    }

    default Producer<String, byte[]> of(Producer<String, byte[]> client) {
        return client;
    }

    default Consumer<String, byte[]> of(Consumer<String, byte[]> client) {
        return client;
    }

    default ShareConsumer<String, byte[]> of(ShareConsumer<String, byte[]> client) {
        return client;
    }
}
