package io.wuerstchen.fleet.chaos.plan;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.wire.Json;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * The prompts of a run's batches: of all shapes, some with several pictures, a few that are refused, a few poisoned.
 *
 * @param simulated whether devices are: only they know poison, and only theirs are embeddings that can be compared to the bit
 */
public record ChaosPrompts(long seed, int rows, boolean simulated) {
    private static final List<String> THINGS =
            List.of("apple", "cat", "dog", "balloon", "umbrella", "fish", "star", "mushroom");
    private static final List<String> COLOURS = List.of("red", "blue", "green", "yellow", "orange", "purple");
    private static final List<String> SIZES = List.of("128x128", "128x128", "128x128", "256x128", "128x256");
    private static final double MANY = 0.15;
    private static final double KEPT = 0.3;
    private static final double REFUSED = 0.002;
    /** Of a model that is run: whether a picture is the right one shows after few steps as well as after many. */
    private static final int STEPS = 4;

    /** One of so many is poisoned so that it costs its mates a few draws. */
    private static final int HARMFUL = 200;
    /** One of so many takes its worker with it, again and again. */
    private static final int DEADLY = 1000;

    private static final List<Poison> HARMFUL_ONES =
            List.of(Poison.NAN, Poison.NAN_FIRST, Poison.BLACK, Poison.NO_MEMORY, Poison.ERROR, Poison.ERROR_ONCE);
    private static final List<Poison> DEADLY_ONES = List.of(Poison.CRASH, Poison.HANG);
    private static final int MOST_PICTURES = 4;

    /** The same bytes for the same seed, rows and number, which counts the run's batches from 1. */
    public void write(int number, Path file) throws IOException {
        SplittableRandom random = new SplittableRandom(seed * 31 + number);
        Map<Integer, Poison> poisons = poisons(random);
        try (BufferedWriter lines = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            for (int row = 0; row < rows; row++) {
                lines.write(line(row, poisons, random).toString());
                lines.newLine();
            }
        }
    }

    private Map<Integer, Poison> poisons(SplittableRandom random) {
        Map<Integer, Poison> poisons = new HashMap<>();
        if (!simulated) {
            return poisons;
        }
        for (int i = 0; i < Math.max(1, rows / HARMFUL); i++) {
            poisons.put(random.nextInt(rows), one(HARMFUL_ONES, random));
        }
        for (int i = 0; i < rows / DEADLY; i++) {
            poisons.put(random.nextInt(rows), one(DEADLY_ONES, random));
        }
        return poisons;
    }

    private ObjectNode line(int row, Map<Integer, Poison> poisons, SplittableRandom random) {
        Optional<Poison> poison = Optional.ofNullable(poisons.get(row));
        ObjectNode line = Json.object();
        line.put("id", "row-" + row);
        line.put(
                "prompt",
                "a " + one(COLOURS, random) + " " + one(THINGS, random) + " on a " + one(COLOURS, random)
                        + " background, " + row
                        + poison.map(there -> " " + there.words()).orElse(""));
        line.put("size", poison.isEmpty() && random.nextDouble() < REFUSED ? "100x100" : one(SIZES, random));
        int pictures = random.nextDouble() < MANY ? random.nextInt(2, MOST_PICTURES + 1) : 1;
        line.put("n", poison.filter(Poison.NAN_FIRST::equals).isPresent() ? MOST_PICTURES : pictures);
        if (random.nextDouble() >= KEPT || !simulated) {
            line.putArray("save");
        }
        if (!simulated) {
            line.put("prior_steps", STEPS).put("decoder_steps", STEPS);
        }
        return line;
    }

    private static <T> T one(List<T> of, SplittableRandom random) {
        return of.get(random.nextInt(of.size()));
    }
}
