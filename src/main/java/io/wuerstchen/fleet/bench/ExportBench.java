package io.wuerstchen.fleet.bench;

import io.wuerstchen.fleet.bench.BenchTable.Column;
import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.dispatcher.output.StoredBatch;
import io.wuerstchen.fleet.export.Export;
import io.wuerstchen.fleet.export.ExportListener;
import io.wuerstchen.fleet.export.ExportReport;
import io.wuerstchen.fleet.export.ExportSpec;
import io.wuerstchen.fleet.export.place.Folder;
import io.wuerstchen.fleet.export.sample.Splits;
import io.wuerstchen.fleet.export.sample.Where;
import io.wuerstchen.fleet.export.shard.ShardLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** How fast a batch becomes a dataset, and whether that takes more memory the longer it takes. */
public final class ExportBench {
    private static final List<Column> COLUMNS = List.of(
            new Column("rows", "ROWS", 0),
            new Column("megabytes", "MB", 0),
            new Column("seconds", "SECONDS", 1),
            new Column("rows_per_second", "ROWS/S", 0),
            new Column("megabytes_per_second", "MB/S", 1),
            new Column("heap_mib", "HEAP MIB", 1));

    /** At so many points the rate since the last one, and the heap, are taken down. */
    private static final int POINTS = 10;

    private final ObjectStore store;
    private final Path folder;
    private final int rows;

    /**
     * @param store gets the batch
     * @param folder gets the dataset
     */
    public ExportBench(ObjectStore store, Path folder, int rows) {
        this.store = store;
        this.folder = folder;
        this.rows = rows;
    }

    /** A batch whose pictures have about so many pixels a side, and then its export. */
    public BenchTable measure(int side, int parallel) throws IOException, InterruptedException {
        ObjectNames names = new ObjectNames("");
        new GeneratedBatch(store, names, "bench", side).put(rows);
        Points points = new Points();
        try (Folder place = new Folder(folder)) {
            StoredBatch batch = StoredBatch.open(store, names, "bench");
            ExportReport report =
                    new Export(store, batch, place, points).run(spec(), new Export.Pace(parallel, Optional.empty()));
            if (report.counts().samples() != rows) {
                throw new IllegalStateException(report + " (expected: " + rows + " samples)");
            }
        }
        return new BenchTable(
                "export",
                COLUMNS,
                points.table,
                List.of(
                        "A line for each tenth: rows and MB of pictures so far, the rate since the line before, and the heap after a"
                                + " collection. S3 runs on the same machine and disk, and has "
                                + Math.min(rows, GeneratedBatch.DISTINCT)
                                + " objects that rows share. " + parallel + " shards at once."));
    }

    private static ExportSpec spec() {
        return new ExportSpec(
                new ShardLimits(ShardLimits.MOST_SAMPLES, 4L << 30),
                Set.of(),
                new ExportSpec.Choice(Where.everything(), Splits.none()),
                new ExportSpec.Near(3, false),
                new ExportSpec.Licences("unknown", "unknown"));
    }

    /** Takes down how far an export has come. */
    private final class Points implements ExportListener {
        private final List<List<Object>> table = new ArrayList<>();
        private final long start = System.nanoTime();
        private long done;
        private long bytes;
        private long lastDone;
        private long lastBytes;
        private double lastSeconds;

        @Override
        public void begins(long all) {}

        @Override
        public void compares(long pictures) {}

        @Override
        public void waitsFor(long row) {}

        @Override
        public synchronized void done(long moreRows, long morePictures, long moreBytes) {
            done += moreRows;
            bytes += moreBytes;
            if (done >= (long) rows * (table.size() + 1) / POINTS) {
                note();
            }
        }

        private void note() {
            double seconds = (System.nanoTime() - start) / 1e9;
            double spell = seconds - lastSeconds;
            table.add(List.of(
                    done,
                    bytes / 1e6,
                    seconds,
                    (done - lastDone) / spell,
                    (bytes - lastBytes) / 1e6 / spell,
                    heap() / 1048576.0));
            lastDone = done;
            lastBytes = bytes;
            lastSeconds = (System.nanoTime() - start) / 1e9;
        }

        private static long heap() {
            System.gc();
            return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
        }
    }
}
