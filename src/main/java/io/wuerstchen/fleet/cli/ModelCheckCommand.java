package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.worker.ModelDefaults;
import io.wuerstchen.fleet.worker.checkpoint.CheckpointCheck;
import io.wuerstchen.fleet.worker.wuerstchen.PipelineOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fleet model check}: whether a model is whole, fits together, and draws. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        sortOptions = false,
        description = {
            "Checks whether a model is whole, fits together and draws.",
            "Its files are held against fleet-model.json, names, shapes, types and values of all weights against its",
            "configurations; a small picture is drawn twice. Each fault is a line; exit code 1 if there are any."
        })
final class ModelCheckCommand implements Callable<Integer> {
    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            defaultValue = "auto",
            description = "What the small picture is drawn on: auto, cpu or cuda:N; ${DEFAULT-VALUE} by default.")
    private String device;

    @Option(names = "--no-picture", description = "Draw nothing: look at the files alone.")
    private boolean noPicture;

    @Parameters(paramLabel = "DIR", description = "Folder with wuerstchen-prior/ and wuerstchen/.")
    private Path folder;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PipelineOptions options = PipelineOptions.defaults().withDevice(device);
        CheckpointCheck check;
        try (ByteBar bar = new ByteBar(Terminal.ofUser(), "checking")) {
            check = new CheckpointCheck(folder, bar::add);
            bar.expect(check.bytes());
            check.files();
            check.configurations(ModelDefaults::of);
            check.tensors();
        }
        boolean drawn = false;
        if (!noPicture) {
            EngineCache.ofUser().requireUsable();
            drawn = check.canary(options);
        }
        return say(check, drawn);
    }

    private int say(CheckpointCheck check, boolean drawn) {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        check.remarks().forEach(remark -> err.println("note: " + remark));
        check.faults().forEach(out::println);
        if (!check.faults().isEmpty()) {
            err.println("fleet: " + folder + ": faults: " + check.faults().size());
            return Exit.FAILED;
        }
        out.println(folder + ": sound" + (drawn ? ", and draws" : "; nothing was drawn"));
        return Exit.OK;
    }
}
