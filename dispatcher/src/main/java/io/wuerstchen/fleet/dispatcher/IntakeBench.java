package io.wuerstchen.fleet.dispatcher;

import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.dispatcher.archive.BatchObjects;
import io.wuerstchen.fleet.dispatcher.archive.InputIndex;

/** Measures how fast prompts become a batch's input: read, checked, made canonical, packed; and stored, where asked for. */
public final class IntakeBench {
    private final ObjectStore store;
    private final ObjectNames names;

    public IntakeBench(ObjectStore store, ObjectNames names) {
        this.store = store;
        this.names = names;
    }

    /** Takes the prompts of {@code spec}, whose batch must be new for its chunks to be stored. */
    public Rate measure(BatchSpec spec) {
        long start = System.nanoTime();
        InputIndex index = new BatchIntake(new BatchObjects(store, names, spec.name()), row -> {}).take(spec);
        return new Rate(index.rows(), index.rejected(), (System.nanoTime() - start) / 1e9);
    }

    /** What was measured. */
    public record Rate(long rows, long rejected, double seconds) {
        public double rowsPerSecond() {
            return rows / seconds;
        }
    }
}
