package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.dispatcher.Takeover;
import io.wuerstchen.fleet.dispatcher.control.BatchWishes;
import io.wuerstchen.fleet.dispatcher.control.ControlVoice;
import io.wuerstchen.fleet.dispatcher.ledger.Revival;
import io.wuerstchen.fleet.dispatcher.status.BatchReport;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fleet retry}: another go at rows that came to nothing. */
@Command(
        name = "retry",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        sortOptions = false,
        description = "Tries a batch's dead and cancelled rows again, and waits for it.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every row is committed; with --detach: handed over",
            "2:wrong use: no such batch, or no such rows",
            "3:every row has an outcome, some are not committed",
            "4:interrupted; fleet dispatcher, or the batch's submit again, goes on",
            "5:Kafka or S3 can't be reached, or refuses what it is asked",
            "6:another dispatcher has taken the batch over"
        })
final class RetryCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "BATCH", description = "Name of the batch.")
    private String batch;

    @Option(
            names = "--reason",
            paramLabel = "KIND",
            description = "Only rows that died of this, such as BadImage, or Cancelled; all by default.")
    private String reason;

    @Option(names = "--detach", description = "Leave it to a fleet dispatcher, and don't wait.")
    private boolean detach;

    @Mixin
    private ConnectionOptions connection;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        try (StopSignal signal = StopSignal.interruptingThisThread()) {
            return signal.during(this::retry, () -> interrupted("interrupted: " + batch));
        }
    }

    private int retry() {
        Revival revival = new Revival(reason);
        spec.commandLine().getErr().println(connection.line());
        try (OpenFleet fleet = OpenFleet.toWrite(connection, spec.commandLine().getErr())) {
            try (ControlVoice voice = fleet.voice()) {
                new BatchWishes(fleet.catalogue(), voice).retry(batch, revival);
            }
            if (detach) {
                spec.commandLine()
                        .getOut()
                        .println(batch + ": to be tried again (fleet show " + batch + " follows it)");
                return Exit.OK;
            }
            return host(fleet);
        }
    }

    private int host(OpenFleet fleet) {
        BatchReport report;
        try (BatchView view = new BatchView(batch, Terminal.ofUser(), result -> {})) {
            report = fleet.dispatcher().host(batch, view, Takeover.WAIT);
        }
        if (!report.finished()) {
            return interrupted(BatchText.interrupted(report));
        }
        spec.commandLine().getOut().println(BatchText.summary(report));
        return Exit.of(report);
    }

    private int interrupted(String what) {
        spec.commandLine()
                .getErr()
                .println("fleet: " + what + " (fleet dispatcher, or the batch's fleet submit again, goes on)");
        return Exit.INTERRUPTED;
    }
}
