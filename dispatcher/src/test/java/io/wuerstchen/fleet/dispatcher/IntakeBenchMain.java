package io.wuerstchen.fleet.dispatcher;

import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.storage.InMemoryObjectStore;
import io.wuerstchen.fleet.dispatcher.intake.PromptSource;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Prints rows a second for each format, three times, into a store in memory. See {@code dispatcher/README.md} for the command.
 */
final class IntakeBenchMain {
    private static final int ROWS = 500_000;

    private IntakeBenchMain() {}

    public static void main(String[] arguments) {
        for (int round = 0; round < 3; round++) {
            measure(
                    "p.jsonl",
                    "",
                    "{\"id\":\"row-%d\",\"prompt\":\"a red apple on a wooden table\",\"size\":\"256x128\",\"seed\":%d}\n");
            measure("p.csv", "id,prompt,seed\n", "row-%d,\"a red apple, on a wooden table\",%d\n");
            measure("p.txt", "", "a red apple on a wooden table, number %d\n");
        }
    }

    private static void measure(String name, String head, String row) {
        StringBuilder text = new StringBuilder(head);
        for (int i = 0; i < ROWS; i++) {
            text.append(String.format(Locale.ROOT, row, i, i));
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        PromptSource source = new PromptSource(name, () -> new ByteArrayInputStream(bytes));
        BatchSpec spec = new BatchSpec("bench", source, "emoji", BatchSpec.Options.NONE);
        IntakeBench.Rate rate = new IntakeBench(new InMemoryObjectStore(), new ObjectNames("")).measure(spec);
        System.out.printf(
                Locale.ROOT,
                "%s rows=%d seconds=%.1f rows/s=%.0f%n",
                name,
                rate.rows(),
                rate.seconds(),
                rate.rowsPerSecond());
    }
}
