package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.worker.wuerstchen.StepListener;
import java.time.Duration;
import java.util.function.LongSupplier;

/** How long a stage takes, over all runs; hands on what it hears. */
final class StageClock implements StepListener {
    private final Stage stage;
    private final StepListener next;
    private final LongSupplier nanos;
    private long since;
    private long taken;

    StageClock(Stage stage, StepListener next) {
        this(stage, next, System::nanoTime);
    }

    StageClock(Stage stage, StepListener next, LongSupplier nanos) {
        this.stage = stage;
        this.next = next;
        this.nanos = nanos;
    }

    @Override
    public void onStart(Stage started) {
        since = nanos.getAsLong();
        next.onStart(started);
    }

    @Override
    public void onStep(Stage stepped, int done, int total) {
        long now = nanos.getAsLong();
        taken += stepped == stage ? now - since : 0;
        since = now;
        next.onStep(stepped, done, total);
    }

    /** From the stage's starts to its last steps. */
    Duration taken() {
        return Duration.ofNanos(taken);
    }
}
