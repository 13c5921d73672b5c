package io.wuerstchen.fleet.worker.wuerstchen;

import io.wuerstchen.fleet.worker.wuerstchen.DecoderConfig.Level;

/**
 * What a stage's arrays take at their peak, in bytes of float32, for one row: a picture, or with guidance each of its two. The
 * factors bound what was measured; src/docs/memory.md has both.
 */
final class Footprint {
    private static final long FLOAT = 4;
    /**
     * Copies of a layer's input, where its widest arrays count four: about 26 that are alive at once, and those that the C library
     * keeps of freed ones, which are more where arrays are small.
     */
    private static final long PRIOR_COPIES = 70;

    private static final long DECODER_COPIES = 42;
    private static final long VQGAN_COPIES = 8;
    private static final long PIXEL_COPIES = 4;
    private static final long TEXT_COPIES = 10;
    private static final long WIDE_COPIES = 3;
    private static final long SCORE_COPIES = 2;
    /** Parts of a result, the whole that is made of them, and what is computed of that. */
    private static final long KEPT_COPIES = 4;

    private static final int RGB = 3;

    private Footprint() {}

    /** Of one text in an encoder. */
    static long text(TextEncoderConfig config) {
        long tokens = config.maxPositions();
        long layer = config.size().hidden() * TEXT_COPIES + config.size().intermediate() * WIDE_COPIES;
        return tokens * (layer + config.heads() * tokens * SCORE_COPIES) * FLOAT;
    }

    /**
     * What a picture of the micro-batch keeps while others are in work: its embeddings, and states of its two prompts.
     *
     * @param text tokens of a prompt
     */
    static long kept(PriorConfig config, long text, long embeddings) {
        return (KEPT_COPIES * embeddings * config.embedding() + 2 * text * config.text()) * FLOAT;
    }

    /** As {@link #kept(PriorConfig, long, long)}, with its latents, of which there are many more than embeddings. */
    static long kept(DecoderConfig config, long text, long latents) {
        return (KEPT_COPIES * latents * (config.latent() + config.embedding()) + 2 * text * config.text()) * FLOAT;
    }

    /** @param text tokens of a prompt */
    static long prior(PriorConfig config, long text, long embeddings) {
        long layer = embeddings * config.width() * PRIOR_COPIES;
        long read = 2L * config.depth() * text * config.width();
        return (layer + read) * FLOAT;
    }

    /** @param text tokens of a prompt */
    static long decoder(DecoderConfig config, long text, long latents) {
        long widest = 0;
        long kept = 0;
        long read = 0;
        long pixels = latents / config.patch() / config.patch();
        for (Level level : config.levels()) {
            widest = Math.max(widest, pixels * level.width() * DECODER_COPIES);
            kept += pixels * level.width();
            long attentions = level.repeats()
                    * level.pattern().chars().filter(letter -> letter == 'A').count();
            read += 2 * 2 * attentions * text * level.width();
            pixels /= 4;
        }
        return (widest + kept + read) * FLOAT;
    }

    /** @param most bytes of a tile */
    static long vqgan(VqganConfig config, long latents, long most) {
        long pixels = latents << 2 * (config.levels() - 1);
        long tile = Math.min(most, pixels * config.width(0) * VQGAN_COPIES * FLOAT);
        return tile + pixels * config.patch() * config.patch() * RGB * PIXEL_COPIES * FLOAT;
    }
}
