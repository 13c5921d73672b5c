package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.bench.BenchTable;
import io.wuerstchen.fleet.bench.BenchTable.Column;
import io.wuerstchen.fleet.bench.LedgerBench;
import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.storage.MinioObjectStore;
import io.wuerstchen.fleet.dispatcher.ledger.BatchLedger;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fleet bench ledger}: results into the ledger, and a dispatcher that starts again with a large one. */
@Command(
        name = "ledger",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        description = "Results counted a second, bytes a row, and what a restart costs, by the size of the batch.")
final class BenchLedgerCommand implements Callable<Integer> {
    private static final List<Column> COLUMNS = List.of(
            new Column("rows", "ROWS", 0),
            new Column("results_per_second", "RESULTS/S", 0),
            new Column("snapshot_bytes", "SNAPSHOT BYTES", 0),
            new Column("bytes_per_row", "BYTES/ROW", 3),
            new Column("restart_seconds", "RESTART S", 2),
            new Column("resident_mb", "RESIDENT MB", 0));

    private static final int MOST_ROWS = 100_000_000;

    @Option(
            names = "--rows",
            paramLabel = "N",
            split = ",",
            defaultValue = "1000,1000000,20000000",
            converter = SamplingOptions.Whole.class,
            description = "Sizes of batches, 1 to 100000000 each; ${DEFAULT-VALUE} by default.")
    private List<Integer> rows;

    @Mixin
    private BenchOutput output;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        rows.forEach(size -> BenchOutput.require("--rows", size, 1, MOST_ROWS));
        try (BenchFleet fleet = BenchFleet.start();
                MinioObjectStore store = new MinioObjectStore(fleet.servers().store(LocalCommand.BUCKET))) {
            store.requireBucket();
            List<List<Object>> table = new ArrayList<>();
            for (int size : rows) {
                table.add(measure(size, new StandingBatch(fleet, store, new ObjectNames(""), "rows-" + size)));
            }
            output.print(
                    new BenchTable(
                            "ledger",
                            COLUMNS,
                            table,
                            List.of(
                                    "Results: read as they come from Kafka, counted, and made lines of segments, in a second of one thread's CPU time.",
                                    "Restart: a process of its own, with a heap of " + RestartProcess.HEAP
                                            + " at most, from taking the batch until it may publish.")),
                    spec.commandLine().getOut());
        }
        return 0;
    }

    private static List<Object> measure(int size, StandingBatch batch) throws Exception {
        LedgerBench bench = new LedgerBench();
        double resultsPerSecond = bench.resultsPerSecond(size);
        BatchLedger ledger = bench.ledger(size);
        int bytes = batch.store(ledger);
        RestartProcess.Moment restart = new RestartProcess(batch).run();
        return List.of(
                size, resultsPerSecond, bytes, (double) bytes / size, restart.seconds(), restart.residentBytes() / 1e6);
    }
}
