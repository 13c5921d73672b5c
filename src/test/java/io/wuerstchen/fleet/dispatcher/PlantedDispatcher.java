package io.wuerstchen.fleet.dispatcher;

import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.messaging.KafkaClients;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.common.wire.Topics;
import java.time.Clock;

/** A dispatcher with something between it and the world: a bug that a test plants. */
public final class PlantedDispatcher {
    private PlantedDispatcher() {}

    public static Dispatcher of(KafkaClients kafka, ObjectStore store) {
        return new Dispatcher(
                kafka, new Topics(kafka.address().topicPrefix()), store, new ObjectNames(""), Clock.systemUTC());
    }
}
