package io.wuerstchen.fleet.export;

import io.wuerstchen.fleet.dispatcher.output.RowOutcome.Committed;
import io.wuerstchen.fleet.dispatcher.output.RowOutcome.Missing;
import io.wuerstchen.fleet.export.place.Place;
import io.wuerstchen.fleet.export.sample.Sample;
import io.wuerstchen.fleet.export.shard.PlanListener;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Keeps count of rows as they are planned, lists those without a picture, and waits for those without an outcome. */
final class PlannedRows implements PlanListener, Closeable {
    private final ExportListener listener;
    private final Optional<Duration> lookAgain;
    private final Check check;
    private final MissingRows missing;
    private final RowCounts counts = new RowCounts();

    /** @param check whether there is any use in waiting */
    PlannedRows(Place place, ExportListener listener, Optional<Duration> lookAgain, Check check) throws IOException {
        this.listener = listener;
        this.lookAgain = lookAgain;
        this.check = check;
        missing = new MissingRows(place);
    }

    @Override
    public void missing(Missing row) throws IOException {
        counts.add(row);
        missing.add(row);
        listener.done(1, 0, 0);
    }

    @Override
    public void committed(Committed row, List<Sample> wanted) {
        counts.add(row, wanted);
        if (wanted.isEmpty()) {
            listener.done(1, 0, 0);
        }
    }

    @Override
    public boolean waitFor(long row) throws IOException, InterruptedException {
        if (lookAgain.isPresent()) {
            check.run();
            listener.waitsFor(row);
            Thread.sleep(lookAgain.get().toMillis());
        }
        return lookAgain.isPresent();
    }

    /** Throws what kept something else from being done. */
    interface Check {
        void run() throws IOException, InterruptedException;
    }

    RowCounts counts() {
        return counts;
    }

    /** The rows without a picture, once all are planned. */
    Path missing() throws IOException {
        return missing.end();
    }

    void publish() throws IOException {
        missing.publish();
    }

    @Override
    public void close() throws IOException {
        missing.close();
    }
}
