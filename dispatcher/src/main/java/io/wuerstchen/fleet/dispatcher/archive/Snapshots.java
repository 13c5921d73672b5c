package io.wuerstchen.fleet.dispatcher.archive;

import io.wuerstchen.fleet.dispatcher.ledger.Snapshot;
import io.wuerstchen.fleet.dispatcher.ledger.Snapshot.Stamp;
import io.wuerstchen.fleet.dispatcher.ledger.SnapshotFormat;
import io.wuerstchen.fleet.dispatcher.ledger.TornSnapshotException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The snapshots of one batch: the last whole one in the order of epoch and sequence counts, whatever the clocks say. */
public final class Snapshots {
    private static final Logger log = LoggerFactory.getLogger(Snapshots.class);
    private static final int KEPT = 3;

    private final BatchObjects objects;

    public Snapshots(BatchObjects objects) {
        this.objects = objects;
    }

    /** The last whole one. */
    public Optional<Snapshot> newest() {
        List<String> keys = objects.snapshots();
        Collections.reverse(keys);
        return keys.stream().map(this::read).flatMap(Optional::stream).findFirst();
    }

    /** All that are whole, the last one first. */
    public List<Snapshot> whole() {
        List<String> keys = objects.snapshots();
        Collections.reverse(keys);
        return keys.stream().map(this::read).flatMap(Optional::stream).toList();
    }

    /** Stores a snapshot that is the newest one, and then removes all but the last ones. */
    public void put(Stamp stamp, byte[] snapshot) {
        objects.putSnapshot(stamp.epoch(), stamp.sequence(), snapshot);
        List<String> keys = objects.snapshots();
        keys.subList(0, Math.max(0, keys.size() - KEPT)).forEach(objects::delete);
    }

    private Optional<Snapshot> read(String key) {
        try {
            Optional<byte[]> bytes = objects.snapshot(key);
            return bytes.isEmpty() ? Optional.empty() : Optional.of(SnapshotFormat.read(bytes.get()));
        } catch (TornSnapshotException e) {
            log.atWarn()
                    .addKeyValue("objectKey", key)
                    .addKeyValue("reason", e.getMessage())
                    .log("passed over a torn snapshot");
            return Optional.empty();
        }
    }
}
