package io.wuerstchen.fleet.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code fleet model}: checkpoints on disk. */
@Command(
        name = "model",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "Brings, shows and checks the files of a model.")
final class ModelCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    static CommandLine commandLine() {
        return new CommandLine(new ModelCommand())
                .addSubcommand("pull", new ModelPullCommand())
                .addSubcommand("inspect", new ModelInspectCommand())
                .addSubcommand("check", new ModelCheckCommand())
                .addSubcommand("synth", new ModelSynthCommand());
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command? (fleet model --help lists them)");
    }
}
