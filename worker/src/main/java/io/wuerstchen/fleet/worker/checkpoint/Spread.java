package io.wuerstchen.fleet.worker.checkpoint;

/**
 * Where random values of a tensor lie: evenly around a mean.
 *
 * @param mean of the tensor's first half
 * @param laterMean of its second half
 * @param halfWidth how far from it, at most
 */
record Spread(float mean, float laterMean, float halfWidth) {
    /** Nothing is left at zero, so that nothing can be left out unnoticed. */
    static final Spread SMALL = around(0, 0.02);

    static Spread around(double mean, double halfWidth) {
        return new Spread((float) mean, (float) mean, (float) halfWidth);
    }

    /** Glorot and Bengio's: a layer passes on about as much as comes in. */
    static Spread xavier(double in, double out, double gain) {
        return around(0, gain * Math.sqrt(6 / (in + out)));
    }
}
