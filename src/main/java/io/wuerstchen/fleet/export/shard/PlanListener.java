package io.wuerstchen.fleet.export.shard;

import io.wuerstchen.fleet.dispatcher.output.RowOutcome;
import io.wuerstchen.fleet.export.sample.Sample;
import java.io.IOException;
import java.util.List;

/** Hears of rows that are in no shard, and of rows that are not there yet. */
public interface PlanListener {
    /** No picture of the row will come. */
    void missing(RowOutcome.Missing row) throws IOException;

    /**
     * A committed row.
     *
     * @param wanted those of its pictures that are in a shard
     */
    void committed(RowOutcome.Committed row, List<Sample> wanted);

    /** A row has no outcome yet: waits and returns {@code true} to look again, {@code false} to end here. */
    boolean waitFor(long row) throws IOException, InterruptedException;
}
