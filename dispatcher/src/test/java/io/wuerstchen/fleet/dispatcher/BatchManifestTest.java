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
import io.wuerstchen.fleet.dispatcher.archive.BatchObjects;
import io.wuerstchen.fleet.dispatcher.archive.InputIndex;
import io.wuerstchen.fleet.dispatcher.intake.PromptSource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchManifestTest {
    private static final ObjectNames NAMES = new ObjectNames("fleet/");
    private static final InputIndex INPUT = input("aa11");

    private final ObjectStore store = new InMemoryObjectStore();

    @Test
    void saysWhatTheNameStandsFor() {
        claim("demo", canvas(256, 128, null), INPUT);

        assertThat(new String(store.get("fleet/batches/demo/batch.json"), StandardCharsets.UTF_8))
                .isEqualTo("{\"version\":1,\"batch\":\"demo\",\"model\":{\"name\":\"emoji\",\"weights\":\"0123abcd\"},"
                        + "\"options\":{\"width\":256,\"height\":128,\"max_pixels\":4194304,\"seed_base\":\"demo\"},"
                        + "\"input\":{\"sha256\":\"aa11\",\"rows\":24}}");
    }

    @Test
    void theSameAgainGoesOn() {
        claim("demo", canvas(256, 128, 2), INPUT);
        byte[] before = store.get("fleet/batches/demo/batch.json");

        claim("demo", canvas(256, 128, 2), INPUT);

        assertThat(store.get("fleet/batches/demo/batch.json")).isEqualTo(before);
    }

    @Test
    void anotherInputIsRefusedAndANewNameProposed() {
        claim("demo", Settings.NONE, INPUT);
        claim("demo-2", Settings.NONE, INPUT);

        assertThatThrownBy(() -> claim("demo", Settings.NONE, input("bb22")))
                .isInstanceOf(InvalidJobException.class)
                .hasMessage("batch: demo stands there with another input"
                        + " (expected: the same input to go on with it, or a new name such as demo-3)");
    }

    @Test
    void otherOptionsAreRefused() {
        claim("demo", Settings.NONE, INPUT);

        assertThatThrownBy(() -> claim("demo", canvas(256, 128, 1), INPUT))
                .isInstanceOf(InvalidJobException.class)
                .hasMessageStartingWith("batch: demo stands there with other options ");
    }

    @Test
    void otherWeightsAreRefused() {
        claim("demo", Settings.NONE, INPUT);
        BatchManifest manifest = new BatchManifest(spec("demo", Settings.NONE), INPUT);

        assertThatThrownBy(() -> manifest.claim(objects("demo"), new ModelRef("emoji", "ffff")))
                .isInstanceOf(InvalidJobException.class)
                .hasMessageStartingWith("batch: demo stands there with another model ");
    }

    @Test
    void aProposedNameIsNeverTooLong() {
        String longest = "x".repeat(100);
        claim(longest, Settings.NONE, INPUT);

        assertThatThrownBy(() -> claim(longest, Settings.NONE, input("bb22")))
                .hasMessageEndingWith("such as " + "x".repeat(98) + "-2)");
    }

    @Test
    void beforeAWorkerIsThereItsWeightsAreNoMatterButAllElseIs() {
        claim("demo", Settings.NONE, INPUT);

        new BatchManifest(spec("demo", Settings.NONE), INPUT).requireFree(objects("demo"));
        BatchManifest other = new BatchManifest(spec("demo", canvas(256, 128, 1)), INPUT);

        assertThatThrownBy(() -> other.requireFree(objects("demo")))
                .hasMessageStartingWith("batch: demo stands there with other options ");
    }

    private void claim(String name, Settings settings, InputIndex input) {
        new BatchManifest(spec(name, settings), input).claim(objects(name), MODEL);
    }

    private BatchObjects objects(String batch) {
        return new BatchObjects(store, NAMES, batch);
    }

    private static InputIndex input(String sha256) {
        return new InputIndex("prompts.jsonl", 24, 0, sha256, List.of());
    }

    private static BatchSpec spec(String name, Settings settings) {
        BatchSpec.Options options = new BatchSpec.Options(settings, BatchSpec.DEFAULT_MAX_PIXELS, null);
        return new BatchSpec(name, PromptSource.file(Path.of("prompts.jsonl")), MODEL.name(), options);
    }
}
