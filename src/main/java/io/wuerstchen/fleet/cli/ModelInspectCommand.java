package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.worker.checkpoint.Inspection;
import io.wuerstchen.fleet.worker.checkpoint.InspectionJson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fleet model inspect}: what a model holds. */
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        description = "Says what a model holds, from its configurations and the headers of its weights.")
final class ModelInspectCommand implements Callable<Integer> {
    @Option(names = "--json", description = "For programs: the same as JSON, unrounded.")
    private boolean json;

    @Parameters(paramLabel = "DIR", description = "Folder with wuerstchen-prior/ and wuerstchen/.")
    private Path folder;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Inspection seen = Inspection.of(folder);
        spec.commandLine()
                .getOut()
                .print(json ? Json.pretty(InspectionJson.of(seen)) : new InspectionView(seen).text());
        spec.commandLine().getOut().flush();
        return Exit.OK;
    }
}
