package io.wuerstchen.fleet.worker;

import io.wuerstchen.fleet.common.config.KafkaAddress;
import io.wuerstchen.fleet.common.config.StoreAddress;
import io.wuerstchen.fleet.worker.wuerstchen.PipelineOptions;
import java.nio.file.Path;

/** How a worker is run. */
public record WorkerOptions(Path modelDirectory, PipelineOptions pipeline, Work work, Addresses addresses) {
    /**
     * How much at once.
     *
     * @param lanes members of the share group that keep the device fed
     * @param microBatch pictures that go through the device at once
     */
    public record Work(int lanes, int microBatch) {
        private static final int MAX_LANES = 16;
        private static final int MAX_MICRO_BATCH = 256;

        public Work {
            require("lanes", lanes, MAX_LANES);
            require("micro-batch", microBatch, MAX_MICRO_BATCH);
        }

        private static void require(String name, int value, int most) {
            if (value < 1 || value > most) {
                throw new IllegalArgumentException(name + ": " + value + " (expected: 1 to " + most + ")");
            }
        }
    }

    /** Where Kafka and the store are. */
    public record Addresses(KafkaAddress kafka, StoreAddress store) {}
}
