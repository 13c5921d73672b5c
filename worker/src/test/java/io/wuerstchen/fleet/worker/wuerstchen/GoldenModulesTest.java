package io.wuerstchen.fleet.worker.wuerstchen;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import io.wuerstchen.fleet.worker.Goldens;
import io.wuerstchen.fleet.worker.wuerstchen.DecoderLevel.Condition;
import io.wuerstchen.fleet.worker.wuerstchen.Tokenizer.Tokens;
import io.wuerstchen.fleet.worker.wuerstchen.nn.BicubicResize;
import io.wuerstchen.fleet.worker.wuerstchen.nn.KeysAndValues;
import io.wuerstchen.fleet.worker.wuerstchen.nn.Parameters;
import io.wuerstchen.fleet.worker.wuerstchen.nn.Precision;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each part of the model on its own, against one call of the reference. */
class GoldenModulesTest {
    private final Loader loader = new Loader(GoldenDevice.require(), Precision.FLOAT32);
    private final NDManager manager = loader.manager();
    private NDScope scope;

    @BeforeEach
    void openScope() {
        scope = new NDScope();
    }

    @AfterEach
    void close() {
        scope.close();
        loader.close();
    }

    @ParameterizedTest
    @CsvSource({
        "tiny, prior_text, wuerstchen-prior",
        "tiny, decoder_text, wuerstchen",
        "odd, prior_text, wuerstchen-prior",
        "odd, decoder_text, wuerstchen"
    })
    void textStatesAreThoseOfTheReference(String model, String name, String part) {
        try (Goldens goldens = Goldens.modules(model)) {
            Path folder = Goldens.model(model).resolve(part).resolve("text_encoder");
            TextEncoderConfig config = TextEncoderConfig.read(JsonConfig.read(folder.resolve("config.json")));
            TextEncoder encoder =
                    network(folder.resolve("model.safetensors"), weights -> new TextEncoder(weights, config));
            List<Tokens> tokens = tokens(goldens, name);

            NDArray states = encoder.forward(manager, tokens);

            goldens.assertNear(name + ".last_hidden_state", states.toFloatArray(), Goldens.TEXT);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "tiny, prior_3x3",
        "tiny, prior_6x9",
        "tiny, prior_quiet",
        "odd, prior_3x3",
        "odd, prior_6x9",
        "odd, prior_quiet"
    })
    void priorPredictsWhatTheReferencePredicts(String model, String name) {
        try (Goldens goldens = Goldens.modules(model)) {
            Path folder = Goldens.model(model).resolve("wuerstchen-prior/prior");
            PriorConfig config = PriorConfig.read(JsonConfig.read(folder.resolve("config.json")));
            Prior prior = network(weights(folder), weights -> new Prior(weights, config));
            List<KeysAndValues> text = prior.read(array(goldens, name + ".c"));

            NDArray out = prior.forward(array(goldens, name + ".x"), text, goldens.floats(name + ".r"));

            goldens.assertNear(name + ".out", out.toFloatArray(), Goldens.MODULE);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "tiny, decoder_3x3", "tiny, decoder_6x3", "tiny, decoder_6x9", "tiny, decoder_quiet",
        "odd, decoder_3x3", "odd, decoder_6x3", "odd, decoder_6x9", "odd, decoder_quiet"
    })
    void decoderPredictsWhatTheReferencePredicts(String model, String name) {
        try (Goldens goldens = Goldens.modules(model)) {
            Path folder = Goldens.model(model).resolve("wuerstchen/decoder");
            DecoderConfig config = DecoderConfig.read(JsonConfig.read(folder.resolve("config.json")));
            Decoder decoder = network(weights(folder), weights -> new Decoder(weights, config));
            NDArray x = array(goldens, name + ".x");
            List<Condition> conditions = decoder.read(
                    array(goldens, name + ".effnet"),
                    array(goldens, name + ".clip"),
                    (int) x.getShape().get(2),
                    (int) x.getShape().get(3));

            NDArray out = decoder.forward(x, conditions, goldens.floats(name + ".r"));

            goldens.assertNear(name + ".out", out.toFloatArray(), Goldens.MODULE);
        }
    }

    @ParameterizedTest
    @CsvSource({"tiny, vqgan", "tiny, vqgan_quiet", "odd, vqgan", "odd, vqgan_quiet"})
    void vqganDecodesAsTheReference(String model, String name) {
        try (Goldens goldens = Goldens.modules(model)) {
            Vqgan vqgan = vqgan(model);

            NDArray pixels = vqgan.decode(array(goldens, name + ".latents"), Long.MAX_VALUE, () -> {});

            goldens.assertNear(name + ".decoded", pixels.transpose(0, 3, 1, 2).toFloatArray(), Goldens.MODULE);
        }
    }

    @ParameterizedTest
    @CsvSource({"24, 16", "24, 32", "24, 64", "3, 16", "3, 4", "3, 8", "6, 32", "9, 4"})
    void resizesAsTheReference(int from, int to) {
        try (Goldens goldens = Goldens.modules("tiny")) {
            String name = "resize_" + from + "_" + to;

            NDArray resized = BicubicResize.resize(array(goldens, name + ".x"), to, to);

            goldens.assertNear(name + ".y", resized.toFloatArray(), Goldens.RESIZE);
        }
    }

    @ParameterizedTest
    @CsvSource({"tiny, 4", "tiny, 12", "tiny, 60", "odd, 4", "odd, 12", "odd, 60"})
    void schedulerStepsAsTheReference(String model, int steps) {
        try (Goldens goldens = Goldens.modules(model)) {
            String name = "scheduler_" + steps;
            Path file = Goldens.model(model).resolve("wuerstchen/scheduler/scheduler_config.json");
            WuerstchenScheduler scheduler =
                    new WuerstchenScheduler(manager, SchedulerConfig.read(JsonConfig.read(file)));
            TorchGenerator generator = new TorchGenerator(5);
            float[] timesteps = goldens.floats(name + ".timesteps");
            NDArray sample = array(goldens, name + ".x0");
            NDArray samples = array(goldens, name + ".samples");
            NDArray predicted = array(goldens, name + ".eps");

            for (int i = 0; i < steps; i++) {
                NDArray noise = manager.create(generator.randn(64), sample.getShape());
                NDArray ours = scheduler.step(predicted.get(i), sample, noise, timesteps[i], timesteps[i + 1]);
                goldens.assertNear(name + ".samples", i, ours.toFloatArray(), Goldens.SCHEDULER);
                sample = samples.get(i);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 12, 60})
    void evenTimestepsEqualTheReference(int steps) {
        try (Goldens goldens = Goldens.modules("tiny")) {
            assertThat(floats(Timesteps.ofSteps(steps))).isEqualTo(goldens.floats("scheduler_" + steps + ".timesteps"));
            assertThat(floats(Timesteps.STAGE_C_DEFAULT)).isEqualTo(goldens.floats("stage_c_timesteps"));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 42, 2147483653L, 4294967295L, 4294967303L})
    void noiseIsPyTorchs(long seed) {
        try (Goldens goldens = Goldens.modules("tiny")) {
            TorchGenerator generator = new TorchGenerator(seed);

            float[] noise = drawn(generator, 16 * 9, 4 * 32 * 32, 16 * 18);

            assertNoise(goldens.floats("randn_" + seed), noise);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 42})
    void noiseIsPyTorchsWhereSizesAreNoMultipleOfSixteen(long seed) {
        try (Goldens goldens = Goldens.modules("tiny")) {
            TorchGenerator generator = new TorchGenerator(seed);

            float[] noise = drawn(generator, 18, 54, 5, 18);

            assertNoise(goldens.floats("randn_tail_" + seed), noise);
        }
    }

    private static void assertNoise(float[] expected, float[] noise) {
        assertThat(noise).hasSameSizeAs(expected);
        for (int i = 0; i < noise.length; i++) {
            assertThat((double) Math.abs(noise[i] - expected[i]))
                    .as("value " + i)
                    .isLessThanOrEqualTo(1e-6 + 1e-6 * Math.abs(expected[i]));
        }
    }

    private static float[] drawn(TorchGenerator generator, int... sizes) {
        float[] all = new float[Arrays.stream(sizes).sum()];
        int start = 0;
        for (int size : sizes) {
            System.arraycopy(generator.randn(size), 0, all, start, size);
            start += size;
        }
        return all;
    }

    private Vqgan vqgan(String model) {
        Path folder = Goldens.model(model).resolve("wuerstchen/vqgan");
        VqganConfig config = VqganConfig.read(JsonConfig.read(folder.resolve("config.json")));
        return network(weights(folder), weights -> new Vqgan(weights, config));
    }

    private static Path weights(Path folder) {
        return folder.resolve("diffusion_pytorch_model.safetensors");
    }

    private <N> N network(Path file, Function<Parameters, N> build) {
        Network<N> network = loader.network(file, build);
        network.open(Memory.RESIDENT);
        return network.use(Function.identity());
    }

    private NDArray array(Goldens goldens, String name) {
        long[] shape = goldens.shape(name).stream().mapToLong(Long::longValue).toArray();
        return manager.create(goldens.floats(name), new Shape(shape));
    }

    private static float[] floats(List<Float> values) {
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = values.get(i);
        }
        return floats;
    }

    private static List<Tokens> tokens(Goldens goldens, String name) {
        long[] ids = goldens.longs(name + ".input_ids");
        long[] mask = goldens.longs(name + ".attention_mask");
        int length = Math.toIntExact(goldens.shape(name + ".input_ids").get(1));
        List<Tokens> tokens = new ArrayList<>();
        for (int start = 0; start < ids.length; start += length) {
            int kept = (int) Arrays.stream(mask, start, start + length).sum();
            tokens.add(new Tokens(Arrays.copyOfRange(ids, start, start + length), kept));
        }
        return tokens;
    }
}
