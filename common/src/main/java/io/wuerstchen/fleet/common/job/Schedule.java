package io.wuerstchen.fleet.common.job;

import java.util.List;

/** The steps of one stage's denoising loop, as they were asked for. */
public sealed interface Schedule {
    /** The longest loop anybody asks for in earnest; a larger number is a slip of the finger. */
    int MAX_STEPS = 1000;

    /** Calls of the model in this loop. */
    int steps();

    /** {@code count} equal steps from noise (1) to picture (0). */
    record Steps(int count) implements Schedule {
        public Steps {
            if (count < 1 || count > MAX_STEPS) {
                throw InvalidJobException.of("steps", count, "1 to " + MAX_STEPS);
            }
        }

        @Override
        public int steps() {
            return count;
        }
    }

    /** Explicit points in time, the last one the end of the last step: k points are k - 1 steps. */
    record Timesteps(List<Double> values) implements Schedule {
        public Timesteps {
            values = List.copyOf(values);
            requireDescending(values);
        }

        @Override
        public int steps() {
            return values.size() - 1;
        }

        private static void requireDescending(List<Double> values) {
            String expected = "two values or more, strictly descending within 1 to 0";
            if (values.size() < 2 || values.size() > MAX_STEPS + 1) {
                throw InvalidJobException.of("timesteps", values, expected);
            }
            float before = Math.nextUp(1f);
            for (double value : values) {
                // The scheduler counts in float32, so two values must differ there.
                if (!((float) value < before && value >= 0)) {
                    throw InvalidJobException.of("timesteps", values, expected);
                }
                before = (float) value;
            }
        }
    }

    /** The 29 steps that diffusers calls {@code DEFAULT_STAGE_C_TIMESTEPS}: dense at the noisy end. */
    record StageCDefault() implements Schedule {
        @Override
        public int steps() {
            return 29;
        }
    }
}
