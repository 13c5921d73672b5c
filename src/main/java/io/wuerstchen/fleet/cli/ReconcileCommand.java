package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.job.JobId;
import io.wuerstchen.fleet.common.resilience.Guards;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.common.storage.OpenStore;
import io.wuerstchen.fleet.dispatcher.PinnedPlan;
import io.wuerstchen.fleet.dispatcher.output.PartFile;
import io.wuerstchen.fleet.dispatcher.owner.BatchLock;
import io.wuerstchen.fleet.dispatcher.owner.Leases;
import io.wuerstchen.fleet.dispatcher.owner.Ownership;
import io.wuerstchen.fleet.dispatcher.proof.Finding;
import io.wuerstchen.fleet.dispatcher.proof.Proof;
import io.wuerstchen.fleet.dispatcher.proof.Reconciliation;
import io.wuerstchen.fleet.dispatcher.proof.StrayRepair;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fleet reconcile}: what a batch came to, proven from what lies in S3. */
@Command(
        name = "reconcile",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        sortOptions = false,
        description = "Proves from the objects in S3 that every row of a batch came out exactly once.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:proven: every row has one outcome, and the objects are those of committed rows, whole",
            "1:not proven, and the lines above say where; or S3 or this command failed",
            "2:wrong use: an option or the batch's name",
            "3:nothing is wrong, but rows are open or objects younger than 90 s"
        })
final class ReconcileCommand implements Callable<Integer> {
    /** Findings on the terminal; a file has them all. */
    private static final int SHOWN = 100;

    @Parameters(index = "0", paramLabel = "BATCH", description = "Name of the batch.")
    private String batch;

    @Option(
            names = "--deep",
            description = "Read every byte again and compare it with the hash that was committed; else sizes only.")
    private boolean deep;

    @Option(
            names = "--repair",
            description = "Delete what workers left of rows that ended without pictures, if nothing else is wrong.")
    private boolean repair;

    @Option(
            names = "--rows",
            paramLabel = "FILE",
            description = "Where all findings go, as lines of JSON, if anywhere.")
    private Path rows;

    @Mixin
    private ConnectionOptions connection;

    @Spec
    private CommandSpec spec;

    private long told;

    @Override
    public Integer call() throws IOException, InterruptedException {
        new JobId(batch, 0);
        if (rows != null) {
            WritableFolder.requireFile("--rows", rows);
        }
        spec.commandLine().getErr().println(connection.storeLine());
        try (ObjectStore store = OpenStore.existing(connection.store(), new Guards())) {
            Proof proof = prove(store);
            spec.commandLine().getOut().println(proof.line());
            return exitCode(proof);
        }
    }

    private Proof prove(ObjectStore store) throws IOException, InterruptedException {
        ObjectNames names = new ObjectNames(connection.store().prefix());
        Reconciliation reconciliation = new Reconciliation(store, names, Clock.systemUTC(), deep, PinnedPlan::of);
        Proof proof = rows == null ? reconciliation.prove(batch, this::show) : proveInto(reconciliation);
        if (told > SHOWN) {
            spec.commandLine().getErr().println((told - SHOWN) + " more (--rows FILE takes them all)");
        }
        return repair ? repaired(reconciliation, new Leases(store, names, batch), proof) : proof;
    }

    private Proof proveInto(Reconciliation reconciliation) throws IOException, InterruptedException {
        try (PartFile file = new PartFile(rows)) {
            Consumer<Finding> show = this::show;
            Proof proof = reconciliation.prove(batch, show.andThen(finding -> file.add(finding.json())));
            file.commit();
            return proof;
        }
    }

    private Proof repaired(Reconciliation reconciliation, Leases leases, Proof proof) throws InterruptedException {
        if (!proof.hasStrays()) {
            return proof;
        }
        if (!proof.onlyStrays()) {
            spec.commandLine().getErr().println("nothing repaired: strays are not all that is wrong");
            return proof;
        }
        // So that no dispatcher tries rows again whose objects go.
        Ownership lock = BatchLock.acquire(leases, "fleet reconcile");
        try {
            StrayRepair strays = new StrayRepair(reconciliation, leases.store(), lock);
            Proof after = strays.delete(batch);
            spec.commandLine().getErr().println("repaired: " + strays.deleted() + " objects deleted");
            return after;
        } finally {
            lock.release();
        }
    }

    private void show(Finding finding) {
        told++;
        if (told <= SHOWN) {
            spec.commandLine().getErr().println(line(finding));
        }
    }

    private static String line(Finding finding) {
        return finding.problem().wireName() + ":"
                + (finding.row() == null ? "" : " row " + finding.row())
                + (finding.key() == null ? "" : " " + finding.key())
                + ": " + finding.reason();
    }

    private static int exitCode(Proof proof) {
        return switch (proof.verdict()) {
            case PROVEN -> 0;
            case NOT_PROVEN -> 1;
            case UNFINISHED -> 3;
        };
    }
}
