package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.local.DirectoryLock;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fleet demo}: the whole journey on one machine. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        description =
                "The whole journey on this machine: Kafka, S3, a dispatcher, a worker, 24 prompts, their pictures.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every row is committed",
            "1:failed: Kafka, S3 or the worker has ended",
            "2:wrong use: the folder",
            "3:every row has an outcome, some are dead",
            "4:interrupted; the next demo begins anew"
        })
final class DemoCommand implements Callable<Integer> {
    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = "fleet-demo",
            description = "Everything the demo makes goes there; ./${DEFAULT-VALUE} by default.")
    private Path dir;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        WritableFolder.require("--dir", dir);
        EngineCache.ofUser().requireUsable();
        DemoFolder folder = new DemoFolder(dir);
        try (DirectoryLock unused = folder.prepare()) {
            Demo demo = new Demo(
                    folder,
                    FleetHome.find(),
                    Terminal.ofUser(),
                    spec.commandLine().getOut());
            try (StopSignal signal = StopSignal.interruptingThisThread()) {
                return signal.during(() -> Exit.of(demo.run()), this::interrupted);
            }
        }
    }

    private int interrupted() {
        spec.commandLine().getErr().println("fleet: interrupted (the next demo begins anew)");
        return Exit.INTERRUPTED;
    }
}
