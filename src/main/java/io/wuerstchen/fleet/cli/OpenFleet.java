package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.config.KafkaAddress;
import io.wuerstchen.fleet.common.messaging.KafkaClients;
import io.wuerstchen.fleet.common.messaging.Preflight;
import io.wuerstchen.fleet.common.messaging.Reach;
import io.wuerstchen.fleet.common.resilience.Guards;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.common.storage.OpenStore;
import io.wuerstchen.fleet.common.wire.FleetEvents;
import io.wuerstchen.fleet.common.wire.Topics;
import io.wuerstchen.fleet.dispatcher.Dispatcher;
import io.wuerstchen.fleet.dispatcher.SteadyClock;
import io.wuerstchen.fleet.dispatcher.control.BatchCatalogue;
import io.wuerstchen.fleet.dispatcher.control.ControlVoice;
import io.wuerstchen.fleet.dispatcher.result.BatchMentions;
import java.io.PrintWriter;
import java.time.Clock;
import org.apache.kafka.clients.admin.Admin;

/** A fleet as commands reach it: its store, open until this is closed, and Kafka where it is asked for. */
record OpenFleet(ConnectionOptions connection, ObjectStore store) implements AutoCloseable {
    /** For a command that only looks, and makes no bucket. */
    static OpenFleet toRead(ConnectionOptions connection) {
        return new OpenFleet(connection, OpenStore.existing(connection.store(), new Guards()));
    }

    /** For a command that puts objects; what the store can't promise is said to {@code err}. */
    static OpenFleet toWrite(ConnectionOptions connection, PrintWriter err) {
        OpenStore opened = OpenStore.open(connection.store(), new Guards());
        opened.caveat().ifPresent(err::println);
        return new OpenFleet(connection, opened.store());
    }

    ObjectNames names() {
        return new ObjectNames(connection.store().prefix());
    }

    BatchCatalogue catalogue() {
        return new BatchCatalogue(store, names(), Clock.systemUTC());
    }

    Dispatcher dispatcher() {
        return new Dispatcher(connection.kafka(), topics(), store, names(), SteadyClock.begun());
    }

    /** The caller closes it. */
    ControlVoice voice() {
        prepareKafka();
        return new ControlVoice(clients().producer(), new FleetEvents(Clock.systemUTC()), topics());
    }

    /** The caller closes it. */
    BatchMentions mentions() {
        prepareKafka();
        BatchMentions mentions = new BatchMentions(clients().reader(), topics().control());
        mentions.start();
        return mentions;
    }

    @Override
    public void close() {
        store.close();
    }

    private void prepareKafka() {
        KafkaAddress kafka = connection.kafka();
        Reach.require(kafka);
        try (Admin admin = clients().admin()) {
            new Preflight(admin, topics()).prepareShared();
        }
    }

    private KafkaClients clients() {
        return new KafkaClients(connection.kafka());
    }

    private Topics topics() {
        return new Topics(connection.kafka().topicPrefix());
    }
}
