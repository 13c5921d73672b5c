package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.common.job.JobId;
import io.wuerstchen.fleet.dispatcher.control.BatchDeletion;
import io.wuerstchen.fleet.dispatcher.control.ControlVoice;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fleet delete}: what a batch left in the store, pictures first, what names them last. */
@Command(
        name = "delete",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        description = "Deletes a batch: its pictures and tensors, then its state. It must not be running.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:deleted",
            "1:not agreed to, or failed",
            "2:wrong use: no such batch, or one that is running",
            "5:Kafka or S3 can't be reached, or refuses what it is asked"
        })
final class DeleteCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "BATCH", description = "Name of the batch.")
    private String batch;

    @Option(names = "--yes", description = "Without asking.")
    private boolean yes;

    @Mixin
    private ConnectionOptions connection;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        String name = new JobId(batch, 0).batch();
        spec.commandLine().getErr().println(connection.line());
        try (OpenFleet fleet = OpenFleet.toRead(connection);
                ControlVoice voice = fleet.voice()) {
            BatchDeletion deletion = new BatchDeletion(fleet.catalogue(), voice);
            deletion.requireDeletable(name);
            if (!yes && !agreed()) {
                spec.commandLine().getErr().println("fleet: " + batch + ": not deleted (expected: y, or --yes)");
                return Exit.FAILED;
            }
            spec.commandLine().getOut().println(batch + ": " + deletion.delete(name) + " objects deleted");
            return Exit.OK;
        }
    }

    private boolean agreed() throws IOException {
        spec.commandLine().getErr().print("Delete batch " + batch + " with everything that it made? [y/N] ");
        spec.commandLine().getErr().flush();
        var answers = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
        return "y".equalsIgnoreCase(answers.readLine());
    }
}
