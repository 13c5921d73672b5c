package io.wuerstchen.fleet.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code fleet bench}: what each part can do on this machine. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        synopsisSubcommandLabel = "BENCH",
        description = "Measures parts of the fleet on this machine, with Kafka and S3 of its own where it needs them.")
final class BenchCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    static CommandLine commandLine() {
        return new CommandLine(new BenchCommand())
                .addSubcommand("export", new BenchExportCommand())
                .addSubcommand("intake", new BenchIntakeCommand())
                .addSubcommand("ledger", new BenchLedgerCommand())
                .addSubcommand("memory", new BenchMemoryCommand())
                .addSubcommand("model", new BenchModelCommand())
                .addSubcommand("publish", new BenchPublishCommand())
                .addSubcommand("quality", new BenchQualityCommand())
                .addSubcommand("reconcile", new BenchReconcileCommand())
                .addSubcommand("reference", new BenchReferenceCommand())
                .addSubcommand("worker", new BenchWorkerCommand());
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which bench? (fleet bench --help lists them)");
    }
}
