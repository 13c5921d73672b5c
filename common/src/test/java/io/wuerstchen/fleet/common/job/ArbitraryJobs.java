package io.wuerstchen.fleet.common.job;

import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.arbitraries.StringArbitrary;

/** Any legal job, for property tests. */
public final class ArbitraryJobs {
    private static final int MOST_CELLS = 16;

    private ArbitraryJobs() {}

    public static Arbitrary<GenerationJob> jobs() {
        return Combinators.combine(origins(), models(), parameters()).as(GenerationJob::new);
    }

    public static Arbitrary<GenerationJob.Origin> origins() {
        Arbitrary<String> batches =
                Arbitraries.strings().withChars("abcXYZ0189_").ofMinLength(1).ofMaxLength(100);
        Arbitrary<JobId> ids = Combinators.combine(batches, Arbitraries.longs().between(0, JobId.MAX_ROW))
                .as(JobId::new);
        return Combinators.combine(ids, texts().injectNull(0.3), metadata()).as(GenerationJob.Origin::new);
    }

    public static Arbitrary<ModelRef> models() {
        Arbitrary<String> digests =
                Arbitraries.strings().withChars("0123456789abcdef").ofLength(64);
        return Combinators.combine(texts(), digests).as(ModelRef::new);
    }

    public static Arbitrary<Parameters> parameters() {
        Arbitrary<Long> seeds = Arbitraries.longs().between(0, Long.MAX_VALUE);
        return Combinators.combine(texts(), settings(), seeds)
                .as((prompt, settings, seed) -> Parameters.of(prompt, settings.over(Settings.BUILT_IN), seed));
    }

    /** Legal settings, any of them open. */
    public static Arbitrary<Settings> settings() {
        return Combinators.combine(open(texts()), canvases(), stages(), stages(), outputs())
                .as(Settings::new);
    }

    /** Whole characters of any plane, no half surrogate pair among them. */
    public static Arbitrary<String> texts() {
        StringArbitrary wide =
                Arbitraries.strings().withChars("aä 中\n\0\"\\\u2028,:").ofMaxLength(20);
        return Combinators.combine(wide, Arbitraries.of("", "🍎", "👩‍🚀")).as(String::concat);
    }

    private static Arbitrary<Settings.Canvas> canvases() {
        Arbitrary<Integer> sides = Arbitraries.integers().between(1, MOST_CELLS).map(cells -> cells * Resolution.GRID);
        Arbitrary<Integer> counts = Arbitraries.integers().between(1, Parameters.MAX_IMAGES);
        Arbitrary<Long> seeds = Arbitraries.longs().between(0, Long.MAX_VALUE);
        return Combinators.combine(open(sides), open(sides), open(counts), open(seeds))
                .as(Settings.Canvas::new);
    }

    private static Arbitrary<Settings.Stage> stages() {
        Arbitrary<Double> guidance = Arbitraries.doubles().between(0, 1000).ofScale(6);
        return Combinators.combine(open(schedules()), open(guidance)).as(Settings.Stage::new);
    }

    private static Arbitrary<Schedule> schedules() {
        Arbitrary<Schedule> steps = Arbitraries.integers().between(1, 1000).map(Schedule.Steps::new);
        Arbitrary<Schedule> timesteps = Arbitraries.floats()
                .between(0, 1)
                .set()
                .ofMinSize(2)
                .ofMaxSize(40)
                .map(ArbitraryJobs::descending);
        return Arbitraries.oneOf(steps, timesteps, Arbitraries.just(new Schedule.StageCDefault()));
    }

    private static Schedule descending(Set<Float> values) {
        List<Double> descending = values.stream()
                .map(Float::doubleValue)
                .map(Math::abs) // -0 and 0 are one point
                .distinct()
                .sorted((a, b) -> Double.compare(b, a))
                .toList();
        return descending.size() < 2 ? new Schedule.Steps(1) : new Schedule.Timesteps(descending);
    }

    private static Arbitrary<Settings.Output> outputs() {
        Arbitrary<OutputFormat> formats = Arbitraries.of(OutputFormat.class);
        return Combinators.combine(
                        open(formats), open(Arbitraries.of(Save.class).set().ofMaxSize(2)))
                .as(Settings.Output::new);
    }

    /** Any JSON object, in the types in which JSON is read. */
    private static Arbitrary<Map<String, Object>> metadata() {
        Arbitrary<Object> leaves = Arbitraries.oneOf(
                texts().asGeneric(),
                Arbitraries.integers().asGeneric(),
                Arbitraries.longs().greaterOrEqual(1L << 40).asGeneric(),
                Arbitraries.doubles().ofScale(5).asGeneric(),
                Arbitraries.of(true, false).asGeneric());
        Arbitrary<Object> values = leaves.injectNull(0.1);
        Arbitrary<Object> nested = Arbitraries.oneOf(
                values,
                values.list().ofMaxSize(3).asGeneric(),
                Arbitraries.maps(texts(), values).ofMaxSize(3).asGeneric());
        return Arbitraries.maps(texts(), nested).ofMaxSize(4);
    }

    private static <T> Arbitrary<T> open(Arbitrary<T> values) {
        return values.injectNull(0.3);
    }
}
