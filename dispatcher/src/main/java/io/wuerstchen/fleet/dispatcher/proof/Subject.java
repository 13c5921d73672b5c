package io.wuerstchen.fleet.dispatcher.proof;

import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.dispatcher.archive.BatchObjects;
import io.wuerstchen.fleet.dispatcher.archive.InputIndex;
import java.time.Instant;

/**
 * The batch that is to be proven, as it stood when the proof began.
 *
 * @param youngFrom objects that were put since then are too young to be called orphans
 */
record Subject(BatchObjects objects, InputIndex input, History history, Demand demand, Instant youngFrom) {
    long blocks() {
        return (input.rows() + ObjectNames.ROWS_PER_FOLDER - 1) / ObjectNames.ROWS_PER_FOLDER;
    }

    ObjectStore store() {
        return objects.store();
    }

    ObjectNames names() {
        return objects.names();
    }

    /** Whether the batch has ended. */
    boolean finished() {
        return history.finished();
    }

    /** What a row has come to of which no segment speaks. */
    RowState unmentioned() {
        return finished() && history.cancels() ? RowState.CANCELLED : RowState.OPEN;
    }
}
