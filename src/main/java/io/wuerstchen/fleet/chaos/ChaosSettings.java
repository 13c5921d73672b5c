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
    /** All of them are planned before the first one. */
    private static final int MOST_FAULTS = 100_000;
    /** Each is a process on this machine. */
    private static final int MOST_WORKERS = 64;

    private static final int MOST_BATCHES = 16;
    /** The judge keeps the outcome of each. */
    private static final int MOST_ROWS = 1_000_000;

    public ChaosSettings {
        require("faults", faults, MOST_FAULTS);
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException("minutes: " + time.toMinutes() + " (expected: 1 or more)");
        }
    }

    private static void require(String name, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: 1 to " + most + ")");
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
            require("workers", workers, MOST_WORKERS);
            workerArguments = List.copyOf(workerArguments);
        }
    }

    /**
     * What they work on; there are as many batches as the faults need.
     *
     * @param rows of each batch
     * @param batches that go on at once
     */
    public record Load(int rows, int batches) {
        public Load {
            require("rows", rows, MOST_ROWS);
            require("batches", batches, MOST_BATCHES);
        }
    }
}
