package io.wuerstchen.fleet.cli;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code fleet}: every command, by task. */
@Command(
        name = "fleet",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "Turns prompts into pictures with Würstchen: one at a time, or by the million.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:failed, for what the last line says",
            "2:wrong use: an option, a variable, a file or a folder",
            "3:a batch has ended, with rows that are dead or rejected",
            "4:interrupted by Ctrl-C or SIGTERM; the last line says how to go on",
            "5:Kafka, S3 or the hub can't be reached, or refuses what it is asked",
            "6:another dispatcher has taken the batch over",
            "7:a worker's device hangs or is lost; start the worker anew"
        },
        footer = {"", "fleet COMMAND --help says what a command takes."})
public final class Fleet implements Runnable {
    @Spec
    private CommandSpec spec;

    public static void main(String[] arguments) {
        StandardOutput out = StandardOutput.ofProcess();
        CommandLine fleet = commandLine().setOut(out.writer());
        int code = fleet.execute(arguments);
        fleet.getOut().flush();
        System.exit(out.failure().map(failure -> unheard(failure, code)).orElse(code));
    }

    /** Whoever reads an answer that is not whole must not take it for one. */
    private static int unheard(IOException failure, int code) {
        System.err.println("fleet: standard output: " + failure.getMessage());
        return code == Exit.OK ? Exit.FAILED : code;
    }

    static CommandLine commandLine() {
        CommandLine fleet = new CommandLine(new Fleet())
                .addSubcommand("demo", new DemoCommand())
                .addSubcommand("generate", new GenerateCommand())
                .addSubcommand("local", new LocalCommand())
                .addSubcommand("worker", new WorkerCommand())
                .addSubcommand("dispatcher", new DispatcherCommand())
                .addSubcommand("submit", new SubmitCommand())
                .addSubcommand("list", new ListCommand())
                .addSubcommand("show", new ShowCommand())
                .addSubcommand("pause", WishCommand.pause())
                .addSubcommand("resume", WishCommand.resume())
                .addSubcommand("cancel", WishCommand.cancel())
                .addSubcommand("retry", new RetryCommand())
                .addSubcommand("workers", new WorkersCommand())
                .addSubcommand("reconcile", new ReconcileCommand())
                .addSubcommand("export", new ExportCommand())
                .addSubcommand("delete", new DeleteCommand())
                .addSubcommand("chaos", new ChaosCommand())
                .addSubcommand("model", ModelCommand.commandLine())
                .addSubcommand("bench", BenchCommand.commandLine());
        fleet.setExpandAtFiles(false); // a prompt may begin with @
        FleetEnvironment environment =
                new FleetEnvironment(System.getenv(), LocalFleet.ofUser().running());
        fleet.setDefaultValueProvider(environment);
        fleet.setExecutionStrategy(parsed -> {
            Integer helped = CommandLine.executeHelpRequest(parsed);
            if (helped != null) {
                return helped;
            }
            environment.requireKnown(parsed.commandSpec().commandLine());
            return new CommandLine.RunLast().execute(parsed);
        });
        TaskHelp.install(fleet, tasks());
        OneLineErrors.install(fleet);
        return fleet;
    }

    private static Map<String, List<String>> tasks() {
        Map<String, List<String>> tasks = new LinkedHashMap<>();
        tasks.put("See it work", List.of("demo"));
        tasks.put("Make pictures here and now", List.of("generate"));
        tasks.put("Run a fleet", List.of("local", "worker", "workers", "dispatcher"));
        tasks.put("Give it work", List.of("submit", "retry", "delete"));
        tasks.put("Follow and steer it", List.of("list", "show", "pause", "resume", "cancel"));
        tasks.put("Prove and use what came of it", List.of("reconcile", "export"));
        tasks.put("Try to break it", List.of("chaos"));
        tasks.put("Get and check models", List.of("model"));
        tasks.put("See how fast it is", List.of("bench"));
        return tasks;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command? (fleet --help lists them)");
    }
}
