package io.wuerstchen.fleet.worker.wuerstchen;

import java.util.ArrayList;
import java.util.List;

/**
 * decoder/config.json; absent keys as in diffusers' WuerstchenDiffNeXt.
 *
 * @param latent channels of the latents
 * @param embedding channels of the image embeddings
 * @param text width of the text states
 * @param condition width of text and image embeddings inside
 * @param levels from the finest to the coarsest
 */
public record DecoderConfig(
        int latent, int embedding, int text, int condition, int timestep, int patch, List<Level> levels) {
    /** Far above the published one's 74, far below where the list of their tensors no longer fits into memory. */
    private static final long MOST_BLOCKS = 10_000;

    /**
     * One resolution.
     *
     * @param pattern blocks of one repeat: C convolves, T applies the timestep, A attends
     * @param heads of its attention blocks
     * @param readsEmbeddings whether its C blocks see the image embeddings
     * @param kernel side of the C blocks' kernels
     */
    public record Level(int width, int repeats, String pattern, int heads, boolean readsEmbeddings, int kernel) {}

    public static DecoderConfig read(JsonConfig json) {
        json.expect("_class_name", "WuerstchenDiffNeXt");
        int latent = json.integer("c_in", 4, 1);
        if (json.integer("c_out", 4, 1) != latent) {
            throw json.bad("c_out", json.integer("c_out", 4, 1), "the same as c_in, " + latent);
        }
        return new DecoderConfig(
                latent,
                json.integer("effnet_embd", 16, 1),
                json.integer("clip_embd", 1024, 1),
                json.integer("c_cond", 1024, 1),
                json.integer("c_r", 64, 4),
                json.integer("patch_size", 2, 1),
                levels(json));
    }

    /** Every level but the first halves the sides. */
    int sideDivisor() {
        return patch << (levels.size() - 1);
    }

    private static List<Level> levels(JsonConfig json) {
        List<Integer> widths = json.integers("c_hidden", List.of(320, 640, 1280, 1280), 1);
        List<Integer> heads = sized(json, "nhead", json.integers("nhead", List.of(-1, 10, 20, 20), -1), widths.size());
        List<Integer> blocks = sized(json, "blocks", json.depths("blocks", List.of(4, 4, 14, 4)), widths.size());
        List<String> patterns = sized(
                json, "level_config", json.texts("level_config", List.of("CT", "CTA", "CTA", "CTA")), widths.size());
        List<Boolean> reads = sized(
                json, "inject_effnet", json.booleans("inject_effnet", List.of(false, true, true, true)), widths.size());
        int kernel = kernel(json);
        List<Level> levels = new ArrayList<>();
        for (int i = 0; i < widths.size(); i++) {
            Level level = new Level(widths.get(i), blocks.get(i), patterns.get(i), heads.get(i), reads.get(i), kernel);
            levels.add(checked(json, level));
        }
        long all = levels.stream()
                .mapToLong(level -> (long) level.repeats() * level.pattern().length())
                .sum();
        if (all > MOST_BLOCKS) {
            throw json.bad(
                    "blocks", blocks, "at most " + MOST_BLOCKS + " with the letters of level_config, not " + all);
        }
        return List.copyOf(levels);
    }

    private static <T> List<T> sized(JsonConfig json, String key, List<T> values, int levels) {
        if (values.size() != levels || levels == 0 || levels > 16) {
            throw json.bad(key, values, "one value for each of the levels of c_hidden, 1 to 16");
        }
        return values;
    }

    private static int kernel(JsonConfig json) {
        int kernel = json.integer("kernel_size", 3, 1);
        if (kernel % 2 == 0) {
            throw json.bad("kernel_size", kernel, "an odd number");
        }
        return kernel;
    }

    private static Level checked(JsonConfig json, Level level) {
        if (!level.pattern().matches("[CTA]*")) {
            throw json.bad("level_config", level.pattern(), "the letters C, T and A");
        }
        boolean attends = level.pattern().contains("A");
        if (attends && (level.heads() < 1 || level.heads() > level.width())) {
            throw json.bad("nhead", level.heads(), "1 to " + level.width() + " where level_config has an A");
        }
        return level;
    }
}
