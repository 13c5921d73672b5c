package io.wuerstchen.fleet.worker.wuerstchen;

import com.fasterxml.jackson.databind.JsonNode;
import io.wuerstchen.fleet.worker.Goldens;
import io.wuerstchen.fleet.worker.wuerstchen.nn.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Whole runs, against those of the reference: embeddings, latents and pixels. */
class GoldenRunsTest {
    @TestFactory
    Stream<DynamicTest> runsGiveTheReferencesPictures() {
        GoldenDevice.require();
        return Stream.of("tiny", "odd", "emoji")
                .map(model ->
                        DynamicTest.dynamicTest(model, () -> checkAll(model, Memory.RESIDENT, Precision.FLOAT32)));
    }

    @Test
    void runsOfOneNetworkAtATimeGiveThemToo() {
        GoldenDevice.require();
        checkAll("emoji", Memory.SEQUENTIAL, Precision.FLOAT32);
    }

    @Test
    void runsOfAModelInHalfPrecisionWhoseWeightsStaySoGiveThemToo() {
        GoldenDevice.require();
        checkAll("emoji", Memory.RESIDENT, Precision.FLOAT16_WEIGHTS);
    }

    private static void checkAll(String model, Memory memory, Precision precision) {
        PipelineOptions options = PipelineOptions.defaults()
                .withDevice(GoldenDevice.name())
                .withMemory(new MemoryOptions(memory, 0))
                .withPrecision(precision);
        try (WuerstchenPipeline pipeline = WuerstchenPipeline.load(Goldens.model(model), options);
                Goldens goldens = Goldens.cases(model)) {
            List<JsonNode> jobs = StreamSupport.stream(Goldens.jobs(model).spliterator(), false)
                    .toList();
            for (int i = 0; i < jobs.size(); i++) {
                check(goldens, i, pipeline.generate(sampling(jobs.get(i)), drawings(jobs.get(i)), StepListener.NONE));
            }
        }
    }

    private static void check(Goldens goldens, int run, List<Picture> pictures) {
        for (int i = 0; i < pictures.size(); i++) {
            Picture picture = pictures.get(i);
            goldens.assertNear(
                    run + ".image_embeddings", i, picture.imageEmbeddings().values(), Goldens.RUN);
            goldens.assertNear(run + ".latents", i, picture.latents().values(), Goldens.RUN);
            byte[] pixels = goldens.bytes(run + ".image");
            Goldens.assertPixelsNear(run + ".image", pixels, i * picture.rgb().length, picture.rgb());
        }
    }

    private static Sampling sampling(JsonNode job) {
        return new Sampling(
                job.get("width").asInt(),
                job.get("height").asInt(),
                timesteps(job, "prior"),
                timesteps(job, "decoder"));
    }

    private static List<Float> timesteps(JsonNode job, String stage) {
        JsonNode list = job.get(stage + "_timesteps");
        if (list == null) {
            return Timesteps.ofSteps(job.get(stage + "_steps").asInt());
        }
        List<Float> values = new ArrayList<>();
        list.forEach(value -> values.add(value.floatValue()));
        return values;
    }

    private static List<Drawing> drawings(JsonNode job) {
        List<Drawing> drawings = new ArrayList<>();
        for (int i = 0; i < job.path("images").asInt(1); i++) {
            drawings.add(new Drawing(
                    job.get("prompt").asText(),
                    job.path("negative_prompt").asText(""),
                    job.get("seed").asLong() + i,
                    job.get("prior_guidance").asDouble(),
                    job.get("decoder_guidance").asDouble()));
        }
        return drawings;
    }
}
