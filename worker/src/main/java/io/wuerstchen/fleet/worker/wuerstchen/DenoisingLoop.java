package io.wuerstchen.fleet.worker.wuerstchen;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.wuerstchen.fleet.worker.wuerstchen.nn.Scoped;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * From noise to result, for all pictures of a micro-batch at once and for each as if it were alone.
 *
 * @param guidance scale of each picture, or empty where guidance is off
 */
record DenoisingLoop(WuerstchenScheduler scheduler, List<Float> timesteps, List<Float> guidance) {

    /** Predicts the noise in rows [R, C, H, W]; with guidance the rows are all pictures with their prompts, then all without. */
    interface Network {
        NDArray predict(NDArray rows, float timestep);
    }

    /** One generator each picture, of whose noise every picture gets a tensor of shape [1, C, H, W]. */
    record Noise(NDManager manager, List<TorchGenerator> generators, Shape shape) {
        NDArray draw() {
            int size = Math.toIntExact(shape.size());
            float[] values = new float[generators.size() * size];
            for (int i = 0; i < generators.size(); i++) {
                System.arraycopy(generators.get(i).randn(size), 0, values, i * size, size);
            }
            return manager.create(values, new Shape(generators.size(), shape.get(1), shape.get(2), shape.get(3)));
        }
    }

    NDArray run(Noise noise, Network network, IntConsumer listener) {
        int steps = timesteps.size() - 1;
        NDArray sample = noise.draw(); // [B, C, H, W]
        for (int step = 0; step < steps; step++) {
            NDArray before = sample;
            float now = timesteps.get(step);
            float next = timesteps.get(step + 1);
            sample = Scoped.of(() -> {
                NDArray predicted = predict(network, before, now);
                return scheduler.step(predicted, before, noise.draw(), now, next);
            });
            before.close();
            listener.accept(step + 1);
        }
        return sample;
    }

    private NDArray predict(Network network, NDArray sample, float timestep) {
        if (guidance.isEmpty()) {
            return network.predict(sample, timestep);
        }
        NDList rows = network.predict(sample.concat(sample, 0), timestep).split(2, 0);
        NDArray conditional = rows.get(0);
        NDArray difference = conditional.sub(rows.get(1));
        // As torch.lerp(unconditional, conditional, scale) rounds for scales from 0.5.
        return conditional.sub(difference.muli(unguided(sample)));
    }

    /** 1 - scale of each picture, [B, 1, 1, 1]. */
    private NDArray unguided(NDArray sample) {
        float[] values = new float[guidance.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = 1 - guidance.get(i);
        }
        return sample.getManager().create(values, new Shape(values.length, 1, 1, 1));
    }
}
