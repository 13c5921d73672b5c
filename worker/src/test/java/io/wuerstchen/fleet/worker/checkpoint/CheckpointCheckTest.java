package io.wuerstchen.fleet.worker.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.wuerstchen.fleet.worker.Goldens;
import io.wuerstchen.fleet.worker.ModelDefaults;
import io.wuerstchen.fleet.worker.checkpoint.Synth.WeightType;
import io.wuerstchen.fleet.worker.manifest.ModelManifest;
import io.wuerstchen.fleet.worker.wuerstchen.PipelineOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Faults that are planted into a sound model, one at a time, and what is said of each. */
class CheckpointCheckTest {
    private static final String DECODER = "wuerstchen/decoder/diffusion_pytorch_model.safetensors";
    private static final String PRIOR = "wuerstchen-prior/prior/diffusion_pytorch_model.safetensors";
    private static final String VQGAN = "wuerstchen/vqgan/diffusion_pytorch_model.safetensors";

    @TempDir
    private Path folder;

    @BeforeEach
    void makeModel() throws IOException {
        new Synth(new Synth.Settings(Likeness.DEMO, WeightType.FLOAT16, 0), Goldens.model("emoji"), bytes -> {})
                .write(folder, "test");
    }

    @Test
    void aSoundModelHasNoFaultsAndDraws() throws IOException {
        CheckpointCheck check = new CheckpointCheck(folder, bytes -> {});
        check.files();
        check.configurations(ModelDefaults::of);
        check.tensors();

        boolean drawn = check.canary(PipelineOptions.defaults());

        assertThat(check.faults()).isEmpty();
        assertThat(check.remarks()).isEmpty();
        assertThat(drawn).isTrue();
    }

    @Test
    void aMissingFile() throws IOException {
        Files.delete(folder.resolve("wuerstchen/scheduler/scheduler_config.json"));

        assertThat(faults())
                .containsExactly(
                        "wuerstchen/scheduler/scheduler_config.json: is missing (expected: a file, as published)");
    }

    @Test
    void aFileThatIsReadAndWasNotRecorded() throws IOException {
        String foreign = "wuerstchen/tokenizer/special_tokens_map.json";
        ModelManifest all = ModelManifest.read(folder).orElseThrow();
        new ModelManifest(
                        "test",
                        List.of(),
                        all.files().stream()
                                .filter(file -> !file.path().equals(foreign))
                                .toList())
                .write(folder);

        assertThat(faults())
                .containsExactly(
                        foreign + ": is read, and not in fleet-model.json (expected: only files that it names)");
    }

    @Test
    void allBytesThatAreReadAreTold() throws IOException {
        AtomicLong told = new AtomicLong();
        CheckpointCheck check = new CheckpointCheck(folder, told::addAndGet);
        check.files();
        long hashed = told.get();

        check.tensors();

        assertThat(check.bytes() - told.get()).isBetween(0L, check.bytes() / 20);
        assertThat(told.get()).isGreaterThan(hashed * 3 / 2);
    }

    @Test
    void aFileThatHasLostItsEnd() throws IOException {
        Path file = folder.resolve(DECODER);
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 100));

        assertThat(faults())
                .hasSize(2)
                .contains(DECODER + ": " + (bytes.length - 100) + " bytes (expected: " + bytes.length
                        + ", as fleet-model.json says)")
                .anySatisfy(fault ->
                        assertThat(fault).startsWith(DECODER + ": tensor ").contains("(expected: within the file's "));
    }

    @Test
    void aBitThatHasFlipped() throws IOException {
        flip(PRIOR, 0, 1);

        assertThat(faults())
                .singleElement()
                .asString()
                .matches("\\Q" + PRIOR
                        + "\\E: sha256 [0-9a-f]{64} \\(expected: [0-9a-f]{64}, as fleet-model.json says\\)");
    }

    @Test
    void aTensorUnderAnotherName() throws IOException {
        forgetHashes();
        replaceInHeader(PRIOR, "\"cond_mapper.0.bias\"", "\"cond_mapper.0.bia5\"");

        CheckpointCheck check = check();

        assertThat(texts(check))
                .containsExactly(PRIOR + ": tensor cond_mapper.0.bias: is missing (expected: shape [192])");
        assertThat(check.remarks()).contains(PRIOR + ": 1 tensors that nothing reads: cond_mapper.0.bia5");
    }

    @Test
    void aTensorOfAnotherShape() throws IOException {
        forgetHashes();
        replaceInHeader(PRIOR, "\"shape\":[768,192]", "\"shape\":[192,768]");

        assertThat(faults())
                .contains(PRIOR + ": tensor blocks.0.channelwise.0.weight: shape [192, 768] (expected: [768, 192], as"
                        + " wuerstchen-prior/prior/config.json says)");
    }

    @Test
    void aTensorOfAnotherType() throws IOException {
        forgetHashes();
        replaceInHeader(
                VQGAN,
                "\"gammas\":{\"dtype\":\"F16\"".replace("gammas", "up_blocks.1.gammas"),
                "\"gammas\":{\"dtype\":\"I16\"".replace("gammas", "up_blocks.1.gammas"));

        assertThat(faults())
                .containsExactly(VQGAN + ": tensor up_blocks.1.gammas: type I16 (expected: F32, F16 or BF16)");
    }

    @Test
    void aNumberThatIsNone() throws IOException {
        forgetHashes();
        put(PRIOR, "projection.bias", 2, (short) 0x7E00);

        assertThat(faults())
                .containsExactly(PRIOR + ": tensor projection.bias: NaN or infinity at value 2 (expected: numbers)");
    }

    @Test
    void aConfigurationOfAnotherModel() throws IOException {
        forgetHashes();
        Path config = folder.resolve("wuerstchen-prior/prior/config.json");
        Files.writeString(config, Files.readString(config).replace("\"depth\" : 8", "\"depth\" : 9"));

        assertThat(faults())
                .hasSize(20)
                .contains(PRIOR + ": tensor blocks.24.depthwise.weight: is missing (expected: shape [192, 1, 3, 3])");
    }

    @Test
    void aDepthThatNoNetworkHasIsOneFault() throws IOException {
        forgetHashes();
        Path config = folder.resolve("wuerstchen-prior/prior/config.json");
        Files.writeString(config, Files.readString(config).replace("\"depth\" : 8", "\"depth\" : 10000"));

        assertThat(faults())
                .containsExactly("wuerstchen-prior/prior/config.json: depth: 10000"
                        + " (expected: a whole number from 0 to 1000)");
    }

    @Test
    void aConfigurationThatIsNoJson() throws IOException {
        forgetHashes();
        Files.writeString(folder.resolve("wuerstchen/vqgan/config.json"), "{");

        assertThat(faults()).singleElement().asString().startsWith("wuerstchen/vqgan/config.json: is no JSON: ");
    }

    @Test
    void anIndexThatNamesAnotherClass() throws IOException {
        forgetHashes();
        replace("wuerstchen/model_index.json", "\"WuerstchenDiffNeXt\"", "\"UNet2DModel\"");

        assertThat(faults())
                .containsExactly("wuerstchen/model_index.json: decoder: [wuerstchen, UNet2DModel]"
                        + " (expected: a library and WuerstchenDiffNeXt)");
    }

    @Test
    void aConfigurationThatWasChangedIsToldWithWhatIsWrongInIt() throws IOException {
        String schedule = "wuerstchen-prior/scheduler/scheduler_config.json";
        replace(schedule, "DDPMWuerstchenScheduler", "DDIMScheduler");

        assertThat(faults())
                .hasSize(2)
                .contains(schedule + ": _class_name: DDIMScheduler (expected: DDPMWuerstchenScheduler)")
                .anySatisfy(fault -> assertThat(fault).startsWith(schedule).endsWith("as fleet-model.json says)"));
    }

    @Test
    void defaultsThatNoJobMayAskFor() throws IOException {
        forgetHashes();
        Files.writeString(folder.resolve("fleet.json"), "{\"width\": 100}");

        assertThat(faults()).singleElement().asString().startsWith("fleet.json: width: 100 (expected: ");
    }

    @Test
    void defaultsThatNothingReads() throws IOException {
        forgetHashes();
        Files.writeString(folder.resolve("fleet.json"), "{\"width\": 128, \"prior_stepz\": 4}");

        assertThat(faults()).containsExactly("fleet.json: prior_stepz: unknown field (did you mean prior_steps?)");
    }

    @Test
    void defaultsThatAreNoJson() throws IOException {
        forgetHashes();
        Files.writeString(folder.resolve("fleet.json"), "{");

        assertThat(faults())
                .singleElement()
                .asString()
                .startsWith("fleet.json: is no JSON: ")
                .endsWith("(start marker at [line: 1, column: 1]) at line 1, column 2");
    }

    @Test
    void aTokenizerThatKnowsMoreThanTheTextEncoder() throws IOException {
        forgetHashes();
        Path tokenizer = folder.resolve("wuerstchen/tokenizer/tokenizer.json");
        Files.writeString(tokenizer, Files.readString(tokenizer).replaceFirst("(</w>\": )9(\\d\\d),", "$199$2,"));

        assertThat(faults())
                .singleElement()
                .asString()
                .startsWith("model: wuerstchen/tokenizer: token id 99")
                .endsWith("(expected: below the text encoder's vocab_size 968)");
    }

    @Test
    void aPictureOfOneColour() throws IOException {
        forgetHashes();
        fill(VQGAN, "out_block.0.weight", (short) 0);
        fill(VQGAN, "out_block.0.bias", (short) 0x3800);

        assertThat(faults()).containsExactly("canary: one colour all over (expected: a picture)");
    }

    @Test
    void aPictureWithoutLight() throws IOException {
        forgetHashes();
        fill(VQGAN, "out_block.0.weight", (short) 0);
        fill(VQGAN, "out_block.0.bias", (short) 0);

        assertThat(faults())
                .containsExactly(
                        "canary: nothing but black in the pixels of drawing 0 (expected: numbers, and some light)");
    }

    @Test
    void aRecordThatIsNone() throws IOException {
        Files.writeString(folder.resolve(ModelManifest.NAME), "{\"version\": 7}");

        assertThat(faults()).containsExactly("fleet-model.json: version: 7 (expected: 1)");
    }

    private List<String> faults() throws IOException {
        return texts(check());
    }

    private static List<String> texts(CheckpointCheck check) {
        return check.faults().stream().map(Fault::toString).toList();
    }

    private CheckpointCheck check() throws IOException {
        CheckpointCheck check = new CheckpointCheck(folder, bytes -> {});
        check.files();
        check.configurations(ModelDefaults::of);
        check.tensors();
        check.canary(PipelineOptions.defaults());
        return check;
    }

    /** Else these tell of every change first. */
    private void forgetHashes() throws IOException {
        Files.delete(folder.resolve(ModelManifest.NAME));
    }

    private void replace(String name, String what, String with) throws IOException {
        Path file = folder.resolve(name);
        String text = Files.readString(file);
        assertThat(text).contains(what);
        Files.writeString(file, text.replace(what, with));
    }

    private void replaceInHeader(String name, String what, String with) throws IOException {
        Path file = folder.resolve(name);
        String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertThat(bytes).contains(what);
        Files.writeString(file, bytes.replace(what, with), StandardCharsets.ISO_8859_1);
    }

    private void flip(String name, int fromEnd, int mask) throws IOException {
        Path file = folder.resolve(name);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1 - fromEnd] ^= (byte) mask;
        Files.write(file, bytes);
    }

    private void put(String name, String tensor, int place, short half) throws IOException {
        ByteBuffer bytes = read(name);
        bytes.putShort(range(bytes, tensor)[0] + 2 * place, half);
        Files.write(folder.resolve(name), bytes.array());
    }

    private void fill(String name, String tensor, short half) throws IOException {
        ByteBuffer bytes = read(name);
        int[] range = range(bytes, tensor);
        for (int at = range[0]; at < range[1]; at += 2) {
            bytes.putShort(at, half);
        }
        Files.write(folder.resolve(name), bytes.array());
    }

    private ByteBuffer read(String name) throws IOException {
        return ByteBuffer.wrap(Files.readAllBytes(folder.resolve(name))).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Where a tensor begins and ends in the file. */
    private static int[] range(ByteBuffer file, String tensor) throws IOException {
        int header = (int) file.getLong(0);
        var offsets =
                new ObjectMapper().readTree(file.array(), 8, header).get(tensor).get("data_offsets");
        return new int[] {
            8 + header + offsets.get(0).intValue(), 8 + header + offsets.get(1).intValue()
        };
    }
}
