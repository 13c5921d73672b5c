package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.messaging.KafkaClients;
import io.wuerstchen.fleet.common.messaging.Preflight;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.common.wire.Topics;
import io.wuerstchen.fleet.dispatcher.BatchSpec;
import io.wuerstchen.fleet.dispatcher.Submission;
import io.wuerstchen.fleet.dispatcher.archive.BatchObjects;
import io.wuerstchen.fleet.dispatcher.archive.InputIndex;
import io.wuerstchen.fleet.dispatcher.archive.InputWriter;
import io.wuerstchen.fleet.dispatcher.archive.Snapshots;
import io.wuerstchen.fleet.dispatcher.ledger.BatchLedger;
import io.wuerstchen.fleet.dispatcher.ledger.Positions;
import io.wuerstchen.fleet.dispatcher.ledger.RowBits;
import io.wuerstchen.fleet.dispatcher.ledger.Snapshot;
import io.wuerstchen.fleet.dispatcher.ledger.SnapshotFormat;
import io.wuerstchen.fleet.dispatcher.sweep.AdminBroker;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;

/** A batch as a dispatcher that was killed leaves it, but for its rows, which a restart doesn't read. */
record StandingBatch(BenchFleet fleet, ObjectStore store, ObjectNames names, String name) {
    static final String MODEL = "bench";

    /** Leaves it in the store; how many bytes its snapshot has. */
    int store(BatchLedger ledger) {
        BatchObjects objects = new BatchObjects(store, names, name);
        new InputWriter(objects, true).claim(index(ledger.rows()));
        new Submission(name, MODEL, BatchSpec.Options.NONE).claim(objects);
        Snapshot.Stamp stamp = new Snapshot.Stamp(0, 0);
        byte[] snapshot =
                SnapshotFormat.write(new Snapshot(stamp, positions(), ledger, List.of(), Snapshot.Story.begin()));
        new Snapshots(objects).put(stamp, snapshot);
        return snapshot.length;
    }

    private Positions positions() {
        KafkaClients clients = new KafkaClients(fleet.servers().kafka());
        Topics topics = new Topics("");
        try (Admin admin = clients.admin()) {
            new Preflight(admin, topics).prepare(MODEL);
        }
        AdminBroker.Names asked = new AdminBroker.Names(topics.jobs(MODEL), topics.results(), topics.workers(MODEL));
        try (AdminBroker broker = new AdminBroker(clients.admin(), asked)) {
            return broker.topics();
        }
    }

    private static InputIndex index(long rows) {
        int chunkRows = ObjectNames.ROWS_PER_FOLDER;
        List<InputIndex.Chunk> chunks = LongStream.range(0, (rows + chunkRows - 1) / chunkRows)
                .mapToObj(chunk -> new InputIndex.Chunk(
                        chunk * chunkRows,
                        (int) Math.min(chunkRows, rows - chunk * chunkRows),
                        String.format(Locale.ROOT, "%064x", chunk)))
                .toList();
        return new InputIndex("prompts.jsonl", rows, new RowBits(), "0".repeat(64), chunks);
    }
}
