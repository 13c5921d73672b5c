package io.wuerstchen.fleet.worker.wuerstchen;

import static org.assertj.core.api.Assertions.assertThat;

import io.wuerstchen.fleet.worker.Goldens;
import io.wuerstchen.fleet.worker.weights.SafetensorsFile;
import io.wuerstchen.fleet.worker.weights.TensorInfo;
import io.wuerstchen.fleet.worker.wuerstchen.MemoryForecast.Weights;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryForecastTest {
    private static final Path MODEL = Goldens.model("emoji");
    /** More than Stage A's encoder has, which is in the file and never loaded. */
    private static final long ENCODER = 1_000_000;

    @ParameterizedTest
    @CsvSource({"RESIDENT, 128", "RESIDENT, 1024", "SEQUENTIAL, 128", "SEQUENTIAL, 1024"})
    void saysWhatAPipelineReckonsWith(Memory mode, int side) {
        var weights = new Weights(
                bytes("wuerstchen-prior/text_encoder/model"),
                bytes("wuerstchen-prior/prior/diffusion_pytorch_model"),
                bytes("wuerstchen/text_encoder/model"),
                bytes("wuerstchen/decoder/diffusion_pytorch_model"),
                bytes("wuerstchen/vqgan/diffusion_pytorch_model"));

        MemoryForecast forecast = MemoryForecast.of(MODEL, weights, side);

        long reckoned = reckoned(mode, side);
        assertThat(mode == Memory.RESIDENT ? forecast.resident() : forecast.sequential())
                .isBetween(reckoned, reckoned + ENCODER);
    }

    private static long reckoned(Memory mode, int side) {
        PipelineOptions options = PipelineOptions.defaults().withDevice("cpu").withMemory(new MemoryOptions(mode, 0));
        try (WuerstchenPipeline pipeline = WuerstchenPipeline.load(MODEL, options)) {
            return pipeline.stageMemory(side, side, true).stream()
                    .mapToLong(stage -> stage.of(1))
                    .max()
                    .orElseThrow();
        }
    }

    private static long bytes(String file) {
        try (SafetensorsFile weights = SafetensorsFile.open(MODEL.resolve(file + ".safetensors"))) {
            return weights.tensors().values().stream()
                            .mapToLong(TensorInfo::elements)
                            .sum()
                    * Float.BYTES;
        }
    }
}
