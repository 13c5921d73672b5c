package io.wuerstchen.fleet.worker.wuerstchen;

import java.util.List;

/**
 * What all pictures of one denoising loop share.
 *
 * @param width in pixels; which sizes a model can draw follows from its configuration, for the released ones multiples of 128
 * @param height in pixels, likewise
 * @param priorTimesteps of Stage C, strictly descending within 1..0, two values at least; n values are n - 1 steps
 * @param decoderTimesteps of Stage B, likewise
 */
public record Sampling(int width, int height, List<Float> priorTimesteps, List<Float> decoderTimesteps) {
    /** @throws IllegalArgumentException if a list of timesteps is none */
    public Sampling {
        priorTimesteps = Timesteps.checked(priorTimesteps);
        decoderTimesteps = Timesteps.checked(decoderTimesteps);
    }

    int priorSteps() {
        return priorTimesteps.size() - 1;
    }

    int decoderSteps() {
        return decoderTimesteps.size() - 1;
    }
}
