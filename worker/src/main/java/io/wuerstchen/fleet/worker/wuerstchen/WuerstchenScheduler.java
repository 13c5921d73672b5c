package io.wuerstchen.fleet.worker.wuerstchen;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/**
 * The noise schedule and one step against it. Arithmetic is float32, operation by operation in the reference's order, because a
 * rounding here is amplified by every later step.
 *
 * <p>Reference: diffusers, DDPMWuerstchenScheduler.
 */
final class WuerstchenScheduler {
    private static final float PI = (float) Math.PI;
    private static final float LEAST = 0.0001f;
    private static final float MOST = 0.9999f;

    /** Of the CPU on any device: numbers one by one are no work for a card, and its cosine may differ in the last bit. */
    private final NDManager cpu;

    private final SchedulerConfig config;
    private final float first;

    WuerstchenScheduler(NDManager manager, SchedulerConfig config) {
        this.cpu = manager.newSubManager(Device.cpu());
        this.config = config;
        this.first = square(cosine(config.offset() / (1 + config.offset()) * PI * 0.5f));
    }

    /**
     * One step from timestep to previous, the next smaller one.
     *
     * @param predicted the noise the network sees in sample
     * @param noise fresh noise of sample's shape; drawn at the last step too, where it does not count
     */
    NDArray step(NDArray predicted, NDArray sample, NDArray noise, float timestep, float previous) {
        float now = alphaBar(timestep);
        float next = alphaBar(previous);
        float alpha = now / next;
        NDArray mean = sample.sub(predicted.mul(1 - alpha).div(root(1 - now))).mul(root(1 / alpha));
        float deviation = root((1 - alpha) * (1 - next) / (1 - now));
        return previous == 0 ? mean : mean.add(noise.mul(deviation));
    }

    /** How much of the picture is left at a timestep, as variance. */
    float alphaBar(float timestep) {
        float time = bend(timestep);
        float value = square(cosine((time + config.offset()) / (1 + config.offset()) * PI * 0.5f)) / first;
        return Math.min(Math.max(value, LEAST), MOST);
    }

    private float bend(float time) {
        if (config.scaler() > 1) {
            return 1 - power(1 - time);
        }
        return config.scaler() < 1 ? power(time) : time;
    }

    private float power(float base) {
        return (float) Math.pow(base, (float) config.scaler());
    }

    /** By libtorch, whose last bit is not always Java's. */
    private float cosine(float angle) {
        try (NDArray array = cpu.create(new float[] {angle});
                NDArray cosine = array.cos()) {
            return cosine.getFloat();
        }
    }

    private static float square(float value) {
        return value * value;
    }

    private static float root(float value) {
        return (float) Math.sqrt(value);
    }
}
