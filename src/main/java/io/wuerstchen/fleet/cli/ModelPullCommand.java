package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.worker.hub.EnvironmentProxies;
import io.wuerstchen.fleet.worker.hub.HubSettings;
import io.wuerstchen.fleet.worker.hub.Pull;
import io.wuerstchen.fleet.worker.hub.PullListener;
import io.wuerstchen.fleet.worker.manifest.DiskSpace;
import io.wuerstchen.fleet.worker.manifest.ModelFile;
import io.wuerstchen.fleet.worker.manifest.ModelManifest;
import io.wuerstchen.fleet.worker.manifest.Repository;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fleet model pull}: a published model, from a hub. */
@Command(
        name = "pull",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        sortOptions = false,
        description = {
            "Brings a published model from the Hugging Face hub: the files that are needed, verified, at one commit.",
            "The same command goes on where it was interrupted."
        })
final class ModelPullCommand implements Callable<Integer> {
    @Parameters(paramLabel = "REPOSITORY", description = "Stages B and A, as in warp-ai/wuerstchen.")
    private String repository;

    @Option(
            names = "--prior",
            paramLabel = "REPOSITORY",
            description = "Stage C; by default the same with -prior at its end.")
    private String prior;

    @Option(
            names = "--revision",
            paramLabel = "NAME",
            defaultValue = "main",
            description = "A branch or tag of both, or a commit of REPOSITORY's; ${DEFAULT-VALUE} by default.")
    private String revision;

    @Option(
            names = "--prior-revision",
            paramLabel = "NAME",
            description = "That of Stage C's repository, whose commits are others; by default the same.")
    private String priorRevision;

    @Option(
            names = "--to",
            paramLabel = "DIR",
            description =
                    "Where wuerstchen-prior/ and wuerstchen/ go; models/NAME by default, as in models/wuerstchen.")
    private Path to;

    @Option(
            names = "--overwrite",
            description = "Write over files there that no pull has brought; else they are refused.")
    private boolean overwrite;

    @Mixin
    private HubOptions hub;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        return call(System.getenv());
    }

    private int call(Map<String, String> environment) throws Exception {
        Pull.Wanted wanted = new Pull.Wanted(
                new Pull.Published(repository, revision),
                new Pull.Published(
                        prior != null ? prior : repository + "-prior",
                        priorRevision != null ? priorRevision : revision),
                overwrite);
        Path folder = to != null ? to : Path.of("models", repository.replaceFirst(".*/", ""));
        WritableFolder.require("--to", folder);
        HubSettings settings = hub.settings(environment);
        try (StopSignal signal = StopSignal.interruptingThisThread()) {
            return signal.during(() -> pull(settings, environment, wanted, folder), this::interrupted);
        }
    }

    private int pull(HubSettings settings, Map<String, String> environment, Pull.Wanted wanted, Path folder)
            throws IOException, InterruptedException {
        try (ByteBar bar = new ByteBar(Terminal.ofUser(), "pulling")) {
            PullListener listener = new Listener(bar, spec.commandLine().getErr());
            say(folder, new Pull(settings, new EnvironmentProxies(environment), listener).run(wanted, folder));
            return Exit.OK;
        }
    }

    private int interrupted() {
        spec.commandLine().getErr().println("fleet: stopped; the same command goes on");
        return Exit.INTERRUPTED;
    }

    private void say(Path folder, ModelManifest manifest) {
        PrintWriter out = spec.commandLine().getOut();
        for (Repository from : manifest.repositories()) {
            out.println(from.folder() + ": " + from.name() + " at " + from.commit()
                    + (from.license().isEmpty() ? "" : ", license as the hub states it: " + from.license()));
        }
        long bytes = manifest.files().stream().mapToLong(ModelFile::bytes).sum();
        out.println(folder + ": " + manifest.files().size() + " files, " + DiskSpace.text(bytes)
                + ", all as the hub states");
    }

    private record Listener(ByteBar bar, PrintWriter err) implements PullListener {
        @Override
        public void expect(long bytes) {
            bar.expect(bytes);
        }

        @Override
        public void moved(long bytes) {
            bar.add(bytes);
        }

        @Override
        public void say(String line) {
            err.println("note: " + line);
        }
    }
}
