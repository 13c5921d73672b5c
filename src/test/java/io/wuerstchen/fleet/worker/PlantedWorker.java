package io.wuerstchen.fleet.worker;

import io.wuerstchen.fleet.common.messaging.KafkaClients;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import java.util.function.UnaryOperator;

/** A worker with something between it and the world: a bug that a test plants. */
public final class PlantedWorker {
    private PlantedWorker() {}

    public static Worker start(WorkerOptions options, KafkaClients kafka, UnaryOperator<ObjectStore> store) {
        return Worker.start(options, new Worker.Outside(kafka, store));
    }
}
