package io.wuerstchen.fleet.worker.wuerstchen;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Lists of timesteps, from 1 (noise) towards 0 (picture). A list of n values is n - 1 steps. */
public final class Timesteps {
    /** The list diffusers recommends for Stage C, DEFAULT_STAGE_C_TIMESTEPS: 29 steps, the first third of the way in 19. */
    public static final List<Float> STAGE_C_DEFAULT = stageCDefault();

    private static final int MOST_STEPS = 1000;

    private Timesteps() {}

    /**
     * Evenly spaced, exactly as torch.linspace(1, 0, steps + 1) in float32.
     *
     * @throws IllegalArgumentException if steps is not 1 to 1000
     */
    public static List<Float> ofSteps(int steps) {
        if (steps < 1 || steps > MOST_STEPS) {
            throw new IllegalArgumentException("steps: " + steps + " (expected: 1 to " + MOST_STEPS + ")");
        }
        float step = -1f / steps;
        int points = steps + 1;
        List<Float> values = new ArrayList<>();
        for (int i = 0; i < points; i++) {
            // PyTorch counts the second half from the end, and its compiler fuses product and sum.
            values.add(i < points / 2 ? Math.fma(step, i, 1) : -step * (points - i - 1));
        }
        return List.copyOf(values);
    }

    /**
     * A copy of values that are a list of timesteps.
     *
     * @throws IllegalArgumentException if they do not descend strictly within 1..0, or are fewer than two
     */
    public static List<Float> checked(List<Float> values) {
        if (values.size() < 2 || values.size() > MOST_STEPS + 1) {
            throw new IllegalArgumentException(
                    "timesteps: " + values.size() + " values (expected: 2 to " + (MOST_STEPS + 1) + ")");
        }
        float above = Float.POSITIVE_INFINITY;
        for (float value : values) {
            if (!(value >= 0 && value <= 1 && value < above)) {
                throw new IllegalArgumentException(
                        "timesteps: " + value + " after " + above + " (expected: strictly descending within 1 to 0)");
            }
            above = value;
        }
        return List.copyOf(values);
    }

    private static List<Float> stageCDefault() {
        List<Float> values = new ArrayList<>();
        linspace(values, 1, 2.0 / 3, 20);
        values.remove(values.size() - 1);
        linspace(values, 2.0 / 3, 0, 11);
        return Collections.unmodifiableList(values);
    }

    /** As numpy.linspace, in double. */
    private static void linspace(List<Float> values, double from, double to, int points) {
        double step = (to - from) / (points - 1);
        for (int i = 0; i < points - 1; i++) {
            values.add((float) (from + i * step));
        }
        values.add((float) to);
    }
}
