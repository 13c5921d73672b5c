package io.wuerstchen.fleet.worker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.wuerstchen.fleet.common.artifact.Digests;
import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.job.GenerationJob;
import io.wuerstchen.fleet.common.job.Save;
import io.wuerstchen.fleet.common.job.StoredImage;
import io.wuerstchen.fleet.common.job.StoredImage.Artifact;
import io.wuerstchen.fleet.common.job.StoredImage.MicroBatchRef;
import io.wuerstchen.fleet.common.storage.ForwardingObjectStore;
import io.wuerstchen.fleet.common.storage.InMemoryObjectStore;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.common.storage.ObjectStore.StoreObject;
import io.wuerstchen.fleet.common.storage.StoreException;
import io.wuerstchen.fleet.worker.generate.Generated.Drawn;
import io.wuerstchen.fleet.worker.generate.PlannedImage;
import io.wuerstchen.fleet.worker.testing.Samples;
import io.wuerstchen.fleet.worker.weights.SafetensorsWriter.Precision;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ImageStoreTest {
    private static final GenerationJob EVERYTHING =
            Samples.job(12_345, "a cat", Samples.saving(Save.EMBEDDINGS, Save.LATENTS));

    private final InMemoryObjectStore objects = new InMemoryObjectStore();
    private final ImageStore store =
            new ImageStore(objects, new ObjectNames("fleet/"), new PictureFiles(Precision.F16));

    @Test
    void putsThePictureAndWhatIsKeptBesideItUnderTheJobsNames() {
        StoredImage stored = put(store, drawn(EVERYTHING, 0));

        assertThat(stored.artifacts())
                .extracting(Artifact::kind, Artifact::key)
                .containsExactly(
                        tuple("image", "fleet/batches/demo/images/00001/000012345-0.png"),
                        tuple("embeddings", "fleet/batches/demo/embeddings/00001/000012345-0.safetensors"),
                        tuple("latents", "fleet/batches/demo/latents/00001/000012345-0.safetensors"));
        assertThat(stored.artifacts()).allSatisfy(artifact -> {
            byte[] bytes = objects.get(artifact.key());
            assertThat(artifact.bytes()).isEqualTo(bytes.length);
            assertThat(artifact.sha256()).isEqualTo(Digests.sha256(bytes));
            assertThat(objects.stat(artifact.key()).orElseThrow().metadata())
                    .containsEntry(ObjectStore.SHA256, artifact.sha256());
        });
        assertThat(stored.seed()).isEqualTo(12_345);
        assertThat(stored.microBatch().size()).isEqualTo(8);
    }

    @Test
    void keepsNothingBesideThePictureWhereNothingIsAskedFor() {
        StoredImage stored = put(store, drawn(Samples.job(1, "a cat", Samples.saving()), 0));

        assertThat(stored.artifacts()).extracting(Artifact::kind).containsExactly("image");
    }

    @Test
    void thePictureThatStandsAlreadyIsAsGoodAsANewOne() {
        StoredImage first = put(store, drawn(EVERYTHING, 0));

        StoredImage second = put(store, drawn(EVERYTHING, 0));

        assertThat(second.artifacts()).isEqualTo(first.artifacts());
    }

    @Test
    void anotherJobsObjectIsAConflictAndStaysAsItIs() {
        StoredImage cat = put(store, drawn(Samples.job(1, "a cat", Samples.saving()), 0));
        byte[] before = objects.get(cat.artifacts().get(0).key());

        assertThatThrownBy(() -> put(store, drawn(Samples.job(1, "a dog", Samples.saving()), 0)))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("fleet/batches/demo/images/00000/000000001-0.png");

        assertThat(objects.get(cat.artifacts().get(0).key())).isEqualTo(before);
    }

    @Test
    void anObjectOfUnknownOriginIsAConflict() {
        objects.putIfAbsent(new StoreObject(
                "fleet/batches/demo/images/00000/000000001-0.png", new byte[] {1}, "image/png", Map.of()));

        assertThatThrownBy(() -> put(store, drawn(Samples.job(1), 0))).isInstanceOf(ConflictException.class);
    }

    @Test
    void whatStoodInTheWayAndIsGoneIsNoConflict() {
        GhostStore haunted = new GhostStore(2);

        StoredImage stored = put(storeOn(haunted), drawn(Samples.job(1, "a cat", Samples.saving()), 0));

        assertThat(haunted.stat(stored.artifacts().get(0).key())).isPresent();
    }

    @Test
    void aStoreThatRefusesWithoutEndFailsAndIsNoConflict() {
        GhostStore haunted = new GhostStore(1000);

        assertThatThrownBy(() -> put(storeOn(haunted), drawn(Samples.job(1), 0)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("demo/images/00000/000000001-0.png");
    }

    @Test
    void findsThePicturesThatStandAndNoOthers() {
        GenerationJob job = Samples.job(3, "a cat", Samples.canvas(128, 128, 3));
        StoredImage first = put(store, drawn(job, 0));
        StoredImage last = put(store, drawn(job, 2));

        List<StoredImage> found = store.find(job);

        assertThat(found).extracting(StoredImage::index).containsExactly(0, 2);
        assertThat(found).extracting(StoredImage::seed).containsExactly(3L, 5L);
        assertThat(found).extracting(StoredImage::artifacts).containsExactly(first.artifacts(), last.artifacts());
        assertThat(found).extracting(StoredImage::microBatch).containsOnlyNulls();
    }

    @Test
    void aPictureThatLacksWhatIsKeptBesideItIsNotFound() {
        StoredImage whole = put(store, drawn(EVERYTHING, 0));
        InMemoryObjectStore torn = new InMemoryObjectStore();
        whole.artifacts().stream()
                .filter(artifact -> !artifact.kind().equals("latents"))
                .forEach(artifact -> copy(artifact.key(), torn));

        List<StoredImage> found =
                new ImageStore(torn, new ObjectNames("fleet/"), new PictureFiles(Precision.F16)).find(EVERYTHING);

        assertThat(found).isEmpty();
    }

    @Test
    void anotherJobsPictureIsNotFound() {
        put(store, drawn(Samples.job(1, "a cat", Samples.saving()), 0));

        assertThat(store.find(Samples.job(1, "a dog", Samples.saving()))).isEmpty();
    }

    @Test
    void warningsAreFoundAgainWordForWord() {
        List<String> warnings = List.of("prompt: cut after 30 tokens, \"ä 🍎\" is lost", "image: 100 % one colour");
        GenerationJob job = Samples.job(1);
        StoredImage stored = put(store, drawn(job, 0, warnings.toArray(String[]::new)));

        List<StoredImage> found = store.find(job);

        assertThat(stored.warnings()).isEqualTo(warnings);
        assertThat(found).singleElement().extracting(StoredImage::warnings).isEqualTo(warnings);
    }

    @Test
    void metadataIsOneLineOfAscii() {
        StoredImage stored = put(store, drawn(Samples.job(1), 0, "prompt: \"ä 🍎\"\nwas cut"));

        assertThat(objects.stat(stored.artifacts().get(0).key())
                        .orElseThrow()
                        .metadata()
                        .values())
                .allMatch(value -> value.matches("[ -~]*"));
    }

    private static StoredImage put(ImageStore store, Drawn drawn) {
        return ImageStore.stored(
                drawn, store.encode(drawn).stream().map(store::put).toList());
    }

    private static ImageStore storeOn(ObjectStore objects) {
        return new ImageStore(objects, new ObjectNames(""), new PictureFiles(Precision.F16));
    }

    private void copy(String key, InMemoryObjectStore to) {
        to.putIfAbsent(new StoreObject(
                key, objects.get(key), "any", objects.stat(key).orElseThrow().metadata()));
    }

    private static Drawn drawn(GenerationJob job, int index, String... warnings) {
        PlannedImage planned = new PlannedImage(job, index);
        return new Drawn(planned, Samples.picture(planned.drawing(), warnings), new MicroBatchRef("m", "key", 8));
    }

    /** Refuses the first puts for something that nobody sees. */
    private static final class GhostStore implements ForwardingObjectStore {
        private final InMemoryObjectStore store = new InMemoryObjectStore();
        private int refusals;

        GhostStore(int refusals) {
            this.refusals = refusals;
        }

        @Override
        public ObjectStore store() {
            return store;
        }

        @Override
        public boolean putIfAbsent(StoreObject object) {
            return refusals-- <= 0 && store.putIfAbsent(object);
        }
    }
}
