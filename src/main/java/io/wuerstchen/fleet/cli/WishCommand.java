package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.dispatcher.control.BatchStanding;
import io.wuerstchen.fleet.dispatcher.control.BatchWishes;
import io.wuerstchen.fleet.dispatcher.control.ControlVoice;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fleet cancel}, {@code pause} and {@code resume}: a word on a batch, from any terminal. */
@Command(
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:stored, and said to dispatcher and workers",
            "2:wrong use: no such batch, or it has finished or is cancelled",
            "5:Kafka or S3 can't be reached, or refuses what it is asked"
        })
final class WishCommand implements Callable<Integer> {
    private final Wish wish;
    private final String done;

    @Parameters(index = "0", paramLabel = "BATCH", description = "Name of the batch.")
    private String batch;

    @Mixin
    private ConnectionOptions connection;

    @Spec
    private CommandSpec spec;

    private WishCommand(Wish wish, String done) {
        this.wish = wish;
        this.done = done;
    }

    static CommandLine cancel() {
        return of(
                new WishCommand(BatchWishes::cancel, "cancelled"),
                "Ends a batch: what is on a device commits, all other open rows are cancelled.");
    }

    static CommandLine pause() {
        return of(
                new WishCommand(BatchWishes::pause, "paused"),
                "Publishes no more of a batch until it is resumed; what is under way ends.");
    }

    static CommandLine resume() {
        return of(new WishCommand(BatchWishes::resume, "resumed"), "Goes on with a batch that was paused.");
    }

    @Override
    public Integer call() {
        spec.commandLine().getErr().println(connection.line());
        try (OpenFleet fleet = OpenFleet.toRead(connection);
                ControlVoice voice = fleet.voice()) {
            BatchStanding before = wish.of(new BatchWishes(fleet.catalogue(), voice), batch);
            spec.commandLine()
                    .getOut()
                    .println(batch + ": " + done + ", " + Counted.of(before.open(), "row")
                            + " open by its last snapshot");
            if (before.state() == BatchStanding.State.WAITING) {
                spec.commandLine()
                        .getErr()
                        .println("no dispatcher has it (fleet dispatcher, or its submit again, does)");
            }
            return Exit.OK;
        }
    }

    private static CommandLine of(WishCommand command, String description) {
        CommandLine line = new CommandLine(command);
        line.getCommandSpec().usageMessage().description(description);
        return line;
    }

    /** What is wished for; returns how the batch stood before. */
    private interface Wish {
        BatchStanding of(BatchWishes wishes, String batch);
    }
}
