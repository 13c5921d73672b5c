package io.wuerstchen.fleet.worker.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.wuerstchen.fleet.worker.wuerstchen.Sampling;
import io.wuerstchen.fleet.worker.wuerstchen.StepListener;
import io.wuerstchen.fleet.worker.wuerstchen.StepListener.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class WatchedModelTest {
    private static final Sampling SMALL = new Sampling(128, 128, List.of(1f, 0f), List.of(1f, 0f));
    private static final Duration STEP = Duration.ofMinutes(10);

    private final List<Duration> silences = new ArrayList<>();
    private long nanos;
    private WatchedModel watched;

    @Test
    void aMicroBatchOfHoursIsNeverSilentForLongerThanOneOfItsSteps() {
        WatchedModel model = model(listener -> {
            for (int step = 1; step <= 29; step++) {
                listen();
                listener.onProgress();
            }
            listen();
            listener.onStep(Stage.DECODER, 1, 1);
        });

        model.draw(SMALL, List.of());

        assertThat(silences).hasSize(30).containsOnly(STEP);
        assertThat(model.lastTook()).isEqualTo(STEP.multipliedBy(30));
    }

    @Test
    void aDeviceThatShowsNoProgressIsSilent() {
        WatchedModel model = model(listener -> {
            listener.onProgress();
            listen();
            listen();
        });

        model.draw(SMALL, List.of());

        assertThat(silences).containsExactly(STEP, STEP.multipliedBy(2));
    }

    @Test
    void anIdleDeviceIsNot() {
        WatchedModel model = model(StepListener::onProgress);
        model.draw(SMALL, List.of());

        nanos += STEP.toNanos();

        assertThat(model.silentFor()).isZero();
    }

    private WatchedModel model(Consumer<StepListener> work) {
        watched = new WatchedModel(
                (sampling, drawings, listener) -> {
                    work.accept(listener);
                    return List.of();
                },
                () -> nanos);
        return watched;
    }

    /** How long the device seems silent after a further step's time. */
    private void listen() {
        nanos += STEP.toNanos();
        silences.add(watched.silentFor());
    }
}
