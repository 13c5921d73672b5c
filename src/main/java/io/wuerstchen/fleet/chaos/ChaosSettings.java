package io.wuerstchen.fleet.chaos;

import java.time.Duration;
import java.util.List;

/**
 * What a run shall be like.
 *
 * @param seed of the faults, their order and times, and of the prompts
 * @param time in which the faults come, about
 */
public record ChaosSettings(long seed, int faults, Duration time, Fleet fleet) {
    public ChaosSettings {
        if (faults < 1) {
            throw new IllegalArgumentException("faults: " + faults + " (expected: 1 or more)");
        }
    }

    /**
     * Who is tormented.
     *
     * @param simulated whether devices only take the time, and fail where a prompt asks for it
     * @param model its name
     * @param workerArguments which model on which device
     */
    public record Fleet(int workers, Load load, boolean simulated, String model, List<String> workerArguments) {
        public Fleet {
            workerArguments = List.copyOf(workerArguments);
        }
    }

    /**
     * What they work on; there are as many batches as the faults need.
     *
     * @param rows of each batch
     * @param batches that go on at once
     */
    public record Load(int rows, int batches) {}
}
