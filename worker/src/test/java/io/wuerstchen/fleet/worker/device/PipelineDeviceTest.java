package io.wuerstchen.fleet.worker.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.wuerstchen.fleet.worker.Goldens;
import io.wuerstchen.fleet.worker.wuerstchen.Drawing;
import io.wuerstchen.fleet.worker.wuerstchen.PipelineOptions;
import io.wuerstchen.fleet.worker.wuerstchen.Sampling;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PipelineDeviceTest {
    private static final Sampling SMALL = new Sampling(128, 128, List.of(1f, 0.5f, 0f), List.of(1f, 0f));

    @Test
    void whoWatchesItHearsOfItsSteps() {
        List<String> heard = new ArrayList<>();
        try (Device device = PipelineDevice.load(
                Goldens.model("tiny"), PipelineOptions.defaults().withDevice("cpu"))) {

            device.draw(
                    SMALL,
                    List.of(new Drawing("a cat", "", 1, 0, 0)),
                    (stage, done, total) -> heard.add(stage + " " + done));
        }

        assertThat(heard).containsExactly("PRIOR 1", "PRIOR 2", "DECODER 1", "VQGAN 1");
    }
}
