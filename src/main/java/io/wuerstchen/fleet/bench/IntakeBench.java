package io.wuerstchen.fleet.bench;

import io.wuerstchen.fleet.bench.BenchTable.Column;
import io.wuerstchen.fleet.common.job.Settings;
import io.wuerstchen.fleet.dispatcher.archive.InputWriter;
import io.wuerstchen.fleet.dispatcher.intake.PromptReader;
import io.wuerstchen.fleet.dispatcher.intake.PromptSource;
import io.wuerstchen.fleet.dispatcher.intake.RejectedRow;
import io.wuerstchen.fleet.dispatcher.intake.Row;
import io.wuerstchen.fleet.dispatcher.intake.RowCheck;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** How fast prompts are read and checked, and how fast they become the chunks that a batch runs from. */
public final class IntakeBench {
    private static final List<Column> COLUMNS = List.of(
            Column.text("format", "FORMAT"),
            new Column("rows", "ROWS", 0),
            new Column("validated_per_second", "VALIDATED/S", 0),
            new Column("packed_per_second", "PACKED/S", 0),
            new Column("bytes_per_row", "BYTES/ROW", 0));

    /** The compiler needs so many before figures stand still. */
    private static final int WARM_UP_ROWS = 50_000;

    private static final long MAX_PIXELS = 4L << 20;

    private final int rows;

    /** @param rows of each format, kept in memory */
    public IntakeBench(int rows) {
        this.rows = rows;
    }

    /** Takes some seconds for each format. */
    public BenchTable measure() {
        List<List<Object>> measured =
                GeneratedPrompts.FORMATS.stream().map(this::measure).toList();
        return new BenchTable(
                "intake",
                COLUMNS,
                measured,
                List.of(
                        "VALIDATED: read from memory and checked. PACKED: also made canonical, hashed and compressed, all that"
                                + " a batch's input goes through but the upload. One thread."));
    }

    private List<Object> measure(GeneratedPrompts prompts) {
        PromptSource warmUp = prompts.source(prompts.bytes(Math.min(rows, WARM_UP_ROWS)));
        validate(warmUp);
        pack(warmUp);
        byte[] bytes = prompts.bytes(rows);
        double validating = seconds(() -> validate(prompts.source(bytes)));
        double packing = seconds(() -> pack(prompts.source(bytes)));
        return List.of(prompts.format(), rows, rows / validating, rows / packing, (double) bytes.length / rows);
    }

    private static void validate(PromptSource source) {
        read(source, row -> {});
    }

    private static void pack(PromptSource source) {
        InputWriter writer = new InputWriter(null, false); // It keeps nothing, so it needs no store.
        read(source, writer::add);
        writer.finish(source.name());
    }

    /** A rejected row would be quicker than a good one, and the figure wrong. */
    private static void read(PromptSource source, Consumer<Row> next) {
        try (PromptReader reader = PromptReader.open(source, new RowCheck(Settings.NONE, MAX_PIXELS))) {
            for (Optional<Row> row = reader.next(); row.isPresent(); row = reader.next()) {
                if (row.get() instanceof RejectedRow rejected) {
                    throw new IllegalStateException("a bench's own row is rejected: " + rejected.reason());
                }
                next.accept(row.get());
            }
        }
    }

    private static double seconds(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e9;
    }
}
