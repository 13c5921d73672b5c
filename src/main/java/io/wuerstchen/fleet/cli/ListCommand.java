package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.dispatcher.control.BatchCatalogue;
import io.wuerstchen.fleet.dispatcher.control.BatchStanding;
import io.wuerstchen.fleet.dispatcher.ledger.Tally;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code fleet list}: all batches. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        description = "Lists the batches in S3, and how each stands; up to a minute old.")
final class ListCommand implements Callable<Integer> {
    private static final String ROW = "%-32s %-10s %10s %10s %8s %8s %9s %10s  %s%n";

    @Mixin
    private ConnectionOptions connection;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().getErr().println(connection.storeLine());
        try (OpenFleet fleet = OpenFleet.toRead(connection)) {
            BatchCatalogue catalogue = fleet.catalogue();
            List<BatchStanding> batches = catalogue.all().stream()
                    .map(catalogue::find)
                    .flatMap(Optional::stream)
                    .toList();
            list(batches);
            return Exit.OK;
        }
    }

    private void list(List<BatchStanding> batches) {
        PrintWriter out = spec.commandLine().getOut();
        if (batches.isEmpty()) {
            out.println("no batches (fleet submit FILE makes one)");
            return;
        }
        out.printf(
                Locale.ROOT,
                ROW,
                "BATCH",
                "STATE",
                "ROWS",
                "COMMITTED",
                "DEAD",
                "REJECTED",
                "CANCELLED",
                "OPEN",
                "DISPATCHER");
        batches.forEach(batch -> list(out, batch));
    }

    private static void list(PrintWriter out, BatchStanding batch) {
        Tally tally = batch.report().totals().tally();
        out.printf(
                Locale.ROOT,
                ROW,
                batch.report().batch(),
                batch.state().wireName(),
                batch.report().totals().rows(),
                tally.committed(),
                tally.dead(),
                tally.rejected(),
                tally.cancelled(),
                batch.open(),
                batch.pace().owner().orElse("-"));
    }
}
