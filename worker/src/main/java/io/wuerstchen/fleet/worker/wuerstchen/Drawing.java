package io.wuerstchen.fleet.worker.wuerstchen;

import java.util.Objects;

/**
 * One picture to be drawn: what may differ within a micro-batch.
 *
 * @param prompt may be empty
 * @param negativePrompt may be empty; counts in a stage whose guidance is above 1
 * @param seed 0 or more; its low 32 bits count
 * @param priorGuidance guidance scale of Stage C; above 1 switches guidance on
 * @param decoderGuidance guidance scale of Stage B, likewise
 */
public record Drawing(String prompt, String negativePrompt, long seed, double priorGuidance, double decoderGuidance) {
    /** @throws IllegalArgumentException if the seed is negative, or a guidance scale negative or no number */
    public Drawing {
        Objects.requireNonNull(prompt, "prompt");
        Objects.requireNonNull(negativePrompt, "negativePrompt");
        if (seed < 0) {
            throw new IllegalArgumentException("seed: " + seed + " (expected: 0 to " + Long.MAX_VALUE + ")");
        }
        checkGuidance("prior_guidance", priorGuidance);
        checkGuidance("decoder_guidance", decoderGuidance);
    }

    boolean guidesPrior() {
        return priorGuidance > 1;
    }

    boolean guidesDecoder() {
        return decoderGuidance > 1;
    }

    private static void checkGuidance(String name, double scale) {
        if (!Double.isFinite(scale) || scale < 0) {
            throw new IllegalArgumentException(name + ": " + scale + " (expected: a number, 0 or more)");
        }
    }
}
