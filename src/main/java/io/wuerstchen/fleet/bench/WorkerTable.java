package io.wuerstchen.fleet.bench;

import io.wuerstchen.fleet.bench.BenchTable.Column;
import java.util.List;

/** What is printed of a worker's spells. */
public final class WorkerTable {
    private static final List<Column> COLUMNS = List.of(
            Column.text("store", "S3"),
            new Column("put_ms", "PUT MS", 1),
            new Column("bytes_per_job", "BYTES/JOB", 0),
            new Column("jobs_per_second", "JOBS/S", 1),
            new Column("micro_batch_images", "PICTURES", 2),
            new Column("device_busy_percent", "DEVICE BUSY %", 2),
            new Column("gap_ms", "GAP MS", 2),
            new Column("gap_p99_ms", "99 % BELOW", 1),
            new Column("cpu_ms_per_job", "CPU MS/JOB", 2),
            new Column("drawing_cpu_ms_per_job", "DRAWING", 2),
            new Column("encode_ms", "ENCODE MS", 2),
            new Column("refill_ms", "REFILL MS", 0),
            new Column("refill_p99_ms", "99 % WITHIN", 0),
            new Column("machine_cpu_percent", "MACHINE CPU %", 0),
            new Column("measured_seconds", "MEASURED S", 1));

    private WorkerTable() {}

    /** One row. */
    public static List<Object> row(String store, WorkerSpell spell, WindowRefills refills, double bytesPerJob) {
        return List.of(
                store,
                spell.putMillis(),
                bytesPerJob,
                spell.jobsPerSecond(),
                spell.microBatchImages(),
                100 * spell.busyShare(),
                spell.gapMillis(),
                spell.longGapMillis(),
                spell.cpuMillisPerJob(),
                spell.drawingMillisPerJob(),
                spell.encodeMillis(),
                refills.median(),
                refills.p99(),
                100 * spell.machineShare(),
                spell.seconds());
    }

    /** @param device what was simulated */
    public static BenchTable of(String device, List<List<Object>> rows) {
        return new BenchTable(
                "worker",
                COLUMNS,
                rows,
                List.of(
                        "One worker with a device of " + device + "; means over the middle of a batch. GAP: between two"
                                + " micro-batches, the mean and what 99 % stay below. CPU: the worker's outside its model;"
                                + " DRAWING: the simulated model's own patterns, not in it.",
                        "REFILL: from a result to the job that takes its place in the dispatcher's window, the median and"
                                + " what 99 % stay within, in all of a batch; NaN where the batch fits into the window.",
                        "Kafka, S3, dispatcher and worker share this machine: at a MACHINE CPU near 100 % the device"
                                + " waits for the cores."));
    }
}
