package io.wuerstchen.fleet.worker.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wuerstchen.fleet.worker.wuerstchen.BadImageException;
import io.wuerstchen.fleet.worker.wuerstchen.BadImageException.Kind;
import io.wuerstchen.fleet.worker.wuerstchen.Drawing;
import io.wuerstchen.fleet.worker.wuerstchen.Sampling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulatedFaultsTest {
    private static final Sampling SMALL = new Sampling(128, 128, List.of(1f, 0f), List.of(1f, 0f));

    @TempDir
    private Path folder;

    private Path model;

    @BeforeEach
    void makeAModelWithoutWeights() throws IOException {
        model = Files.createDirectories(folder.resolve("emoji"));
        Files.createDirectories(model.resolve("wuerstchen-prior"));
        Files.createDirectories(model.resolve("wuerstchen"));
    }

    @Test
    void nothingFailsWhereFaultsAreNotAllowed() {
        assertThat(draw(device(""), "a cat [fault:error]", "a dog [fault:nan]")).hasSize(2);
    }

    @Test
    void whatComesOutAsNoneLeavesItsMatesWhole() {
        assertThatExceptionOfType(BadImageException.class)
                .isThrownBy(() -> draw(device(",faults"), "a cat", "[fault:nan]", "[fault:black]"))
                .satisfies(e -> assertThat(e.good()).containsOnlyKeys(0))
                .satisfies(e -> assertThat(e.bad())
                        .containsEntry(1, Kind.IMAGE_EMBEDDINGS_NOT_FINITE)
                        .containsEntry(2, Kind.ALL_BLACK));
    }

    @Test
    void ofAJobTheFirstPictureAloneMayBeSpoilt() {
        Device device = device(",faults");
        Drawing other = new Drawing("a cat", "", 1, 4, 0);

        assertThatExceptionOfType(BadImageException.class)
                .isThrownBy(() -> device.draw(SMALL, List.of(spoiltFirst(6), other, spoiltFirst(5), spoiltFirst(7))))
                .satisfies(e -> assertThat(e.bad()).containsOnlyKeys(2))
                .satisfies(e -> assertThat(e.good()).containsOnlyKeys(0, 1, 3));
        assertThatExceptionOfType(BadImageException.class)
                .isThrownBy(() -> device.draw(SMALL, List.of(spoiltFirst(5))));
    }

    private static Drawing spoiltFirst(long seed) {
        return new Drawing("a dog [fault:nan-first]", "", seed, 4, 0);
    }

    @Test
    void anErrorTakesItsMicroBatchWithIt() {
        assertThatThrownBy(() -> draw(device(",faults"), "a cat", "a dog [fault:error]"))
                .hasMessage("simulated: the model failed");
        assertThatThrownBy(() -> draw(device(",faults"), "a cat", "a dog [fault:oom]"))
                .hasMessageContaining("out of memory");
    }

    @Test
    void anErrorOfOnceLastsUntilItHasStoodAlone() {
        Device device = device(",faults");

        assertThatThrownBy(() -> draw(device, "a cat", "[fault:error-once]")).isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> draw(device, "[fault:error-once]")).isInstanceOf(RuntimeException.class);

        assertThat(draw(device, "[fault:error-once]")).hasSize(1);
    }

    @Test
    void workersThatShareAFolderShareTheirMemory() throws IOException {
        Path memory = folder.resolve("drill");
        assertThatThrownBy(() -> draw(device(",faults=" + memory), "[fault:error-once]"))
                .isInstanceOf(RuntimeException.class);

        assertThat(draw(device(",faults=" + memory), "[fault:error-once]")).hasSize(1);
        assertThatThrownBy(() -> draw(device(",faults"), "[fault:error-once]")).isInstanceOf(RuntimeException.class);
        try (Stream<Path> files = Files.list(memory)) {
            assertThat(files).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {",", ",fault", ",faults=", ",faults=  "})
    void refusesWhatIsNoSimulation(String end) {
        assertThatThrownBy(() -> Simulation.parse("simulated:1ms" + end))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("device: " + end.substring(1) + " (expected: faults or faults=FOLDER)");
    }

    @Test
    void saysThatItHasFaults() {
        assertThat(device(",faults").description()).isEqualTo("simulated:0ms,faults, no model is run");
    }

    private Device device(String end) {
        return SimulatedDevice.of(model, Simulation.parse("simulated:0ms" + end), 128 * 128);
    }

    private static List<?> draw(Device device, String... prompts) {
        return device.draw(
                SMALL,
                Stream.of(prompts)
                        .map(prompt -> new Drawing(prompt, "", 1, 4, 0))
                        .toList());
    }
}
