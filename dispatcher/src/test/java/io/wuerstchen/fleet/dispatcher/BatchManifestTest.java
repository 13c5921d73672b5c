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
import io.wuerstchen.fleet.dispatcher.BatchManifest.Pinned;
import io.wuerstchen.fleet.dispatcher.archive.BatchObjects;
import io.wuerstchen.fleet.dispatcher.archive.InputIndex;
import io.wuerstchen.fleet.dispatcher.intake.PromptSource;
import io.wuerstchen.fleet.dispatcher.ledger.RowBits;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchManifestTest {
    private static final ObjectNames NAMES = new ObjectNames("fleet/");
    private static final Settings DEFAULTS = canvas(128, null, null);
    private static final InputIndex INPUT = input("aa11");

    private final ObjectStore store = new InMemoryObjectStore();

    @Test
    void saysWhatTheNameStandsFor() {
        claim("demo", canvas(256, 128, null), INPUT);

        assertThat(new String(store.get("fleet/batches/demo/batch.json"), StandardCharsets.UTF_8))
                .isEqualTo("{\"version\":1,\"batch\":\"demo\",\"model\":{\"name\":\"emoji\",\"weights\":\"0123abcd\"},"
                        + "\"defaults\":{\"width\":128},"
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
                        + " (expected: the same input to go on with it, or by --batch a new name such as demo-3)");
    }

    @Test
    void otherOptionsAreRefused() {
        claim("demo", Settings.NONE, INPUT);

        assertThatThrownBy(() -> claim("demo", canvas(256, 128, 1), INPUT))
                .isInstanceOf(InvalidJobException.class)
                .hasMessageStartingWith("batch: demo stands there with other options (height none there, 128 here;"
                        + " n none there, 1 here; width none there, 256 here) (expected: ");
    }

    @Test
    void otherWeightsAreRefused() {
        claim("demo", Settings.NONE, INPUT);
        BatchManifest manifest = new BatchManifest(spec("demo", Settings.NONE).submission(), INPUT);

        assertThatThrownBy(() -> manifest.claim(objects("demo"), new Pinned(new ModelRef("emoji", "ffff"), DEFAULTS)))
                .isInstanceOf(InvalidJobException.class)
                .hasMessageStartingWith("batch: demo stands there with another model ");
    }

    @Test
    void whatTheFirstWorkerSaidOfTheModelHolds() {
        claim("demo", Settings.NONE, INPUT);
        BatchManifest manifest = new BatchManifest(spec("demo", Settings.NONE).submission(), INPUT);

        Pinned pinned = manifest.claim(objects("demo"), new Pinned(MODEL, canvas(512, 512, 4)));

        assertThat(pinned).isEqualTo(new Pinned(MODEL, DEFAULTS));
        assertThat(BatchManifest.find(objects("demo"))).contains(pinned);
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
        spec("demo", Settings.NONE).submission().claim(objects("demo"));

        spec("demo", Settings.NONE).submission().claim(objects("demo"));
        Submission other = spec("demo", canvas(256, 128, 1)).submission();

        assertThatThrownBy(() -> other.claim(objects("demo")))
                .hasMessageStartingWith("batch: demo stands there with other options ");
    }

    private void claim(String name, Settings settings, InputIndex input) {
        new BatchManifest(spec(name, settings).submission(), input).claim(objects(name), new Pinned(MODEL, DEFAULTS));
    }

    private BatchObjects objects(String batch) {
        return new BatchObjects(store, NAMES, batch);
    }

    private static InputIndex input(String sha256) {
        return new InputIndex("prompts.jsonl", 24, new RowBits(), sha256, List.of());
    }

    private static BatchSpec spec(String name, Settings settings) {
        BatchSpec.Options options = new BatchSpec.Options(settings, BatchSpec.DEFAULT_MAX_PIXELS, null);
        return new BatchSpec(name, PromptSource.file(Path.of("prompts.jsonl")), MODEL.name(), options);
    }
}
