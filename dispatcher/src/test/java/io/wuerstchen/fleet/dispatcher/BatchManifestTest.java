package io.wuerstchen.fleet.dispatcher;

import static io.wuerstchen.fleet.dispatcher.testing.Samples.MODEL;
import static io.wuerstchen.fleet.dispatcher.testing.Samples.canvas;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.job.ModelRef;
import io.wuerstchen.fleet.common.job.Settings;
import io.wuerstchen.fleet.common.storage.InMemoryObjectStore;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.dispatcher.intake.InputSummary;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class BatchManifestTest {
    private static final ObjectNames NAMES = new ObjectNames("fleet/");
    private static final InputSummary INPUT = new InputSummary("aa11", 24);

    private final ObjectStore store = new InMemoryObjectStore();

    @Test
    void saysWhatTheNameStandsFor() {
        manifest("demo", canvas(256, 128, null), INPUT).claim(store, NAMES);

        assertThat(new String(store.get("fleet/batches/demo/batch.json"), StandardCharsets.UTF_8))
                .isEqualTo("{\"version\":1,\"batch\":\"demo\",\"model\":{\"name\":\"emoji\",\"weights\":\"0123abcd\"},"
                        + "\"options\":{\"width\":256,\"height\":128,\"max_pixels\":4194304,\"seed_base\":\"demo\"},"
                        + "\"input\":{\"sha256\":\"aa11\",\"rows\":24}}");
    }

    @Test
    void theSameAgainGoesOn() {
        manifest("demo", canvas(256, 128, 2), INPUT).claim(store, NAMES);
        byte[] before = store.get("fleet/batches/demo/batch.json");

        manifest("demo", canvas(256, 128, 2), INPUT).claim(store, NAMES);

        assertThat(store.get("fleet/batches/demo/batch.json")).isEqualTo(before);
    }

    @Test
    void anotherInputIsRefusedAndANewNameProposed() {
        manifest("demo", Settings.NONE, INPUT).claim(store, NAMES);
        manifest("demo-2", Settings.NONE, INPUT).claim(store, NAMES);

        assertThatThrownBy(() -> manifest("demo", Settings.NONE, new InputSummary("bb22", 24))
                        .claim(store, NAMES))
                .isInstanceOf(InvalidJobException.class)
                .hasMessage("batch: demo stands there with another input"
                        + " (expected: the same input to go on with it, or a new name such as demo-3)");
    }

    @Test
    void otherOptionsAreRefused() {
        manifest("demo", Settings.NONE, INPUT).claim(store, NAMES);

        assertThatThrownBy(() -> manifest("demo", canvas(256, 128, 1), INPUT).claim(store, NAMES))
                .isInstanceOf(InvalidJobException.class)
                .hasMessageStartingWith("batch: demo stands there with other options ");
    }

    @Test
    void otherWeightsAreRefused() {
        manifest("demo", Settings.NONE, INPUT).claim(store, NAMES);
        BatchManifest retrained = new BatchManifest(spec("demo", Settings.NONE), new ModelRef("emoji", "ffff"), INPUT);

        assertThatThrownBy(() -> retrained.claim(store, NAMES))
                .isInstanceOf(InvalidJobException.class)
                .hasMessageStartingWith("batch: demo stands there with another model ");
    }

    @Test
    void aProposedNameIsNeverTooLong() {
        String longest = "x".repeat(100);
        manifest(longest, Settings.NONE, INPUT).claim(store, NAMES);

        assertThatThrownBy(() -> manifest(longest, Settings.NONE, new InputSummary("bb22", 24))
                        .claim(store, NAMES))
                .hasMessageEndingWith("such as " + "x".repeat(98) + "-2)");
    }

    private static BatchManifest manifest(String name, Settings settings, InputSummary input) {
        return new BatchManifest(spec(name, settings), MODEL, input);
    }

    private static BatchSpec spec(String name, Settings settings) {
        BatchSpec.Options options = new BatchSpec.Options(settings, BatchSpec.DEFAULT_MAX_PIXELS, null);
        return new BatchSpec(name, Path.of("prompts.jsonl"), MODEL.name(), options);
    }
}
