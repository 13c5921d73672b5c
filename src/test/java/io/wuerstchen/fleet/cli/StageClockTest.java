package io.wuerstchen.fleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.wuerstchen.fleet.worker.wuerstchen.StepListener;
import io.wuerstchen.fleet.worker.wuerstchen.StepListener.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StageClockTest {
    private long now;
    private final List<String> heard = new ArrayList<>();
    private final StageClock clock = new StageClock(Stage.VQGAN, new Heard(), () -> now);

    @Test
    void addsUpOneStageOverAllRunsAndHandsOnWhatItHears() {
        for (int run = 0; run < 2; run++) {
            after(0).onStart(Stage.DECODER);
            after(50).onStep(Stage.DECODER, 1, 1);
            after(7).onStart(Stage.VQGAN);
            after(1_000).onStep(Stage.VQGAN, 1, 2);
            after(500).onStep(Stage.VQGAN, 2, 2);
        }

        assertThat(clock.taken()).isEqualTo(Duration.ofNanos(3_000));
        assertThat(heard)
                .startsWith("start DECODER", "DECODER 1/1", "start VQGAN", "VQGAN 1/2", "VQGAN 2/2")
                .hasSize(10);
    }

    private StageClock after(long nanos) {
        now += nanos;
        return clock;
    }

    private final class Heard implements StepListener {
        @Override
        public void onStart(Stage stage) {
            heard.add("start " + stage);
        }

        @Override
        public void onStep(Stage stage, int done, int total) {
            heard.add(stage + " " + done + "/" + total);
        }
    }
}
