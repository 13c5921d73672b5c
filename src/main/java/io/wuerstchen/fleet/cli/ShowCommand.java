package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.common.job.JobId;
import io.wuerstchen.fleet.dispatcher.control.BatchStanding;
import io.wuerstchen.fleet.dispatcher.control.StandingJson;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fleet show}: one batch, by what lies in S3. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        description = "Shows how a batch stands: state, rows, failures, and who has it; up to a minute old.")
final class ShowCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "BATCH", description = "Name of the batch.")
    private String batch;

    @Option(names = "--json", description = "As one JSON object, with the first 100 failures.")
    private boolean json;

    @Mixin
    private ConnectionOptions connection;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        String name = new JobId(batch, 0).batch();
        spec.commandLine().getErr().println(connection.storeLine());
        try (OpenFleet fleet = OpenFleet.toRead(connection)) {
            BatchStanding standing = fleet.catalogue().get(name);
            if (json) {
                spec.commandLine().getOut().println(StandingJson.write(standing));
            } else {
                new BatchText(standing).lines().forEach(spec.commandLine().getOut()::println);
            }
            return Exit.OK;
        }
    }
}
