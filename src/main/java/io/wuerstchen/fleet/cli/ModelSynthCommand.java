package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.worker.checkpoint.Likeness;
import io.wuerstchen.fleet.worker.checkpoint.Synth;
import io.wuerstchen.fleet.worker.checkpoint.Synth.WeightType;
import io.wuerstchen.fleet.worker.manifest.DiskSpace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code fleet model synth}: a checkpoint of random weights. */
@Command(
        name = "synth",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        sortOptions = false,
        description = {
            "Writes a model of random weights, in the shapes of another: for measuring and for tests.",
            "Its pictures show nothing. The same options give the same bytes."
        })
final class ModelSynthCommand implements Callable<Integer> {
    @Option(
            names = "--like",
            required = true,
            paramLabel = "MODEL",
            converter = LikenessName.class,
            description = "released: 3.1 billion parameters, 12.5 GB; medium: 0.2 billion; demo: 12 million.")
    private Likeness likeness;

    @Option(
            names = "--dtype",
            paramLabel = "TYPE",
            defaultValue = "float32",
            converter = TypeName.class,
            description = "float32 or float16, which takes half the space; ${DEFAULT-VALUE} by default.")
    private WeightType type;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            converter = SamplingOptions.Seed.class,
            description = "0 to 2^63-1; ${DEFAULT-VALUE} by default.")
    private long seed;

    @Parameters(paramLabel = "DIR", description = "A new folder, or one that is empty.")
    private Path folder;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        WholeFolder whole = new WholeFolder("DIR", folder);
        Synth.Settings settings = new Synth.Settings(likeness, type, seed);
        long bytes = new Synth(settings, tokenizers(), written -> {}).bytes();
        DiskSpace.require(folder, bytes);
        try (StopSignal signal = StopSignal.interruptingThisThread()) {
            return signal.during(() -> write(whole, settings, bytes), this::interrupted);
        }
    }

    private int write(WholeFolder whole, Synth.Settings settings, long bytes) throws IOException {
        try (ByteBar bar = new ByteBar(Terminal.ofUser(), "writing")) {
            bar.expect(bytes);
            whole.fill(part -> new Synth(settings, tokenizers(), bar::add).write(part, madeBy()));
        }
        spec.commandLine().getOut().println(folder + ": " + DiskSpace.text(bytes) + " of random weights");
        return Exit.OK;
    }

    private int interrupted() {
        spec.commandLine().getErr().println("fleet: stopped; nothing is left of " + folder);
        return Exit.INTERRUPTED;
    }

    private static Path tokenizers() {
        return FleetHome.find().demoModel();
    }

    private String madeBy() {
        return "fleet model synth --like " + likeness.wireName() + " --dtype " + type.wireName() + " --seed " + seed;
    }

    private static <T> T named(String name, T[] values, Function<T, String> wireName) {
        return Stream.of(values)
                .filter(value -> wireName.apply(value).equals(name))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("'" + name + "' (expected: one of "
                        + Stream.of(values).map(wireName).collect(Collectors.joining(", ")) + ")"));
    }

    static final class LikenessName implements ITypeConverter<Likeness> {
        @Override
        public Likeness convert(String name) {
            return named(name, Likeness.values(), Likeness::wireName);
        }
    }

    static final class TypeName implements ITypeConverter<WeightType> {
        @Override
        public WeightType convert(String name) {
            return named(name, WeightType.values(), WeightType::wireName);
        }
    }
}
