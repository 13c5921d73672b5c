package io.wuerstchen.fleet.dispatcher.testing;

import io.wuerstchen.fleet.dispatcher.archive.BatchObjects;
import io.wuerstchen.fleet.dispatcher.archive.Recorder;
import io.wuerstchen.fleet.dispatcher.archive.ResultSegments;
import io.wuerstchen.fleet.dispatcher.ledger.Snapshot;
import java.time.Duration;

/** Stores segments as a dispatcher does, beside a snapshot that is none. */
public final class Segments {
    private Segments() {}

    public static void store(BatchObjects objects, ResultSegments segments) {
        try (Recorder recorder = new Recorder(objects, () -> {})) {
            recorder.store(new Recorder.Entry(segments.cut(), new Snapshot.Stamp(0, 0), new byte[0]));
            if (!recorder.await(Duration.ofSeconds(30))) {
                throw new AssertionError("not stored in 30 seconds");
            }
        }
    }
}
