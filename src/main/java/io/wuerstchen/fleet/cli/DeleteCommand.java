package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.job.JobId;
import io.wuerstchen.fleet.common.resilience.Guards;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.common.storage.OpenStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.util.List;
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
        description = "Deletes a batch: its pictures and tensors, then its state. It must not be running.")
final class DeleteCommand implements Callable<Integer> {
    /** Broken off between any two of them, the command goes on where it was. */
    private static final List<String> ORDER = List.of("images/", "embeddings/", "latents/", "results/", "");

    private static final int PAGE = 1000;

    @Parameters(index = "0", paramLabel = "BATCH", description = "Name of the batch.")
    private String batch;

    @Option(names = "--yes", description = "Without asking.")
    private boolean yes;

    @Mixin
    private ConnectionOptions connection;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        String folder = new ObjectNames(connection.store().prefix()).folder(new JobId(batch, 0).batch());
        spec.commandLine().getErr().println(connection.line());
        try (ObjectStore store = OpenStore.existing(connection.store(), new Guards())) {
            if (store.list(folder, 1).isEmpty()) {
                throw new UserException("batch: " + batch + " (expected: one that is in the store)");
            }
            if (!yes && !agreed()) {
                return 1;
            }
            long deleted = 0;
            for (String part : ORDER) {
                deleted += delete(store, folder + part);
            }
            spec.commandLine().getOut().println(batch + ": " + deleted + " objects deleted");
            return 0;
        }
    }

    private static long delete(ObjectStore store, String prefix) {
        long deleted = 0;
        for (List<String> page = store.list(prefix, PAGE); !page.isEmpty(); page = store.list(prefix, PAGE)) {
            page.forEach(store::delete);
            deleted += page.size();
        }
        return deleted;
    }

    private boolean agreed() throws IOException {
        spec.commandLine().getErr().print("Delete batch " + batch + " with everything that it made? [y/N] ");
        spec.commandLine().getErr().flush();
        var answers = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
        return "y".equalsIgnoreCase(answers.readLine());
    }
}
