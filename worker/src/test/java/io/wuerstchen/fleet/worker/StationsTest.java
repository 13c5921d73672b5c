package io.wuerstchen.fleet.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.job.Save;
import io.wuerstchen.fleet.common.job.StoredImage;
import io.wuerstchen.fleet.common.job.StoredImage.MicroBatchRef;
import io.wuerstchen.fleet.common.storage.ForwardingObjectStore;
import io.wuerstchen.fleet.common.storage.InMemoryObjectStore;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.common.storage.ObjectStore.StoreObject;
import io.wuerstchen.fleet.common.storage.StoreException;
import io.wuerstchen.fleet.worker.generate.Generated.Drawn;
import io.wuerstchen.fleet.worker.generate.ImageGenerator;
import io.wuerstchen.fleet.worker.generate.MicroBatchKey;
import io.wuerstchen.fleet.worker.generate.PlannedImage;
import io.wuerstchen.fleet.worker.microbatch.MicroBatch;
import io.wuerstchen.fleet.worker.store.ImageStore;
import io.wuerstchen.fleet.worker.store.PictureFiles;
import io.wuerstchen.fleet.worker.testing.Samples;
import io.wuerstchen.fleet.worker.weights.SafetensorsWriter.Precision;
import io.wuerstchen.fleet.worker.wuerstchen.Picture;
import io.wuerstchen.fleet.worker.wuerstchen.RgbImage;
import io.wuerstchen.fleet.worker.wuerstchen.Sampling;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StationsTest {
    private static final MicroBatchKey SMALL =
            new MicroBatchKey(new Sampling(128, 128, List.of(1f, 0f), List.of(1f, 0f)), false, false);

    private final Vertx vertx = Vertx.vertx();
    private final CountDownLatch drawn = new CountDownLatch(1);

    @AfterEach
    void close() {
        drawn.countDown();
        vertx.close().await();
    }

    @Test
    void theHeartbeatGoesOutWhileTheDeviceIsBusy() throws InterruptedException {
        // Given
        Stations stations = stations(new ImageGenerator((sampling, drawings, listener) -> drawSlowly(), () -> "id"));
        CountDownLatch heartbeat = new CountDownLatch(1);

        // When
        vertx.getOrCreateContext().runOnContext(unused -> {
            stations.generate(new MicroBatch<>(SMALL, List.of()), () -> true);
            vertx.executeBlocking(() -> {
                heartbeat.countDown();
                return null;
            });
        });

        // Then
        assertThat(heartbeat.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whatWaitsToBeStoredIsBounded() {
        // Given
        ImageStore slow = new ImageStore(new InMemoryObjectStore(), new ObjectNames(""), (planned, picture) -> {
            drawSlowly();
            return List.of();
        });
        Stations stations = new Stations(
                new Stations.Threads(
                        vertx.createSharedWorkerExecutor("device", 1),
                        vertx.createSharedWorkerExecutor("encoding", 1),
                        vertx.createSharedWorkerExecutor("io", 1)),
                null,
                slow,
                null);
        PlannedImage planned = new PlannedImage(Samples.job(1), 0);
        Picture drawnSmall = Samples.picture(planned.drawing());
        RgbImage huge = new RgbImage(8192, 6144, new byte[0]);
        Picture picture = new Picture(
                huge, drawnSmall.imageEmbeddings(), drawnSmall.latents(), drawnSmall.noiseDrawn(), List.of());

        // When
        Future<?> small = stations.store(new Drawn(planned, drawnSmall, new MicroBatchRef("id", "key", 1)));
        boolean afterSmall = stations.isCongested();
        Future<?> large = stations.store(new Drawn(planned, picture, new MicroBatchRef("id", "key", 1)));
        boolean afterLarge = stations.isCongested();
        drawn.countDown();
        Future.join(small, large).await();

        // Then
        assertThat(afterSmall).isFalse();
        assertThat(afterLarge).isTrue();
        assertThat(stations.isCongested()).isFalse();
    }

    @Test
    void aPictureWithAnObjectThatCannotBePutFailsOnceItsOtherPutsHaveEnded() {
        // Given
        CountDownLatch told = new CountDownLatch(1);
        TornStore torn = new TornStore(told);
        Stations stations = new Stations(
                new Stations.Threads(null, vertx.createSharedWorkerExecutor("encoding", 1), oneAfterTheOther()),
                null,
                new ImageStore(torn, new ObjectNames(""), new PictureFiles(Precision.F16)),
                null);
        PlannedImage planned = new PlannedImage(Samples.job(1, "a cat", Samples.saving(Save.EMBEDDINGS)), 0);
        Picture picture = Samples.picture(planned.drawing());

        // When
        Future<StoredImage> stored = stations.store(new Drawn(planned, picture, new MicroBatchRef("id", "key", 1)))
                .onComplete(done -> told.countDown());

        // Then
        assertThatThrownBy(stored::await).isInstanceOf(StoreException.class).hasMessage("no picture");
        assertThat(torn.toldBefore).isFalse();
        assertThat(torn.list("", 10)).singleElement().asString().startsWith("batches/demo/embeddings/");
    }

    private WorkerExecutor oneAfterTheOther() {
        return vertx.createSharedWorkerExecutor("io", 1);
    }

    /** Nothing is stored or reported here. */
    private Stations stations(ImageGenerator generator) {
        return new Stations(
                new Stations.Threads(
                        vertx.createSharedWorkerExecutor("device", 1),
                        vertx.createSharedWorkerExecutor("encoding", 1),
                        vertx.createSharedWorkerExecutor("io", 1)),
                generator,
                null,
                null);
    }

    private List<Picture> drawSlowly() {
        try {
            drawn.await(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return List.of();
    }

    /** Takes no picture, and anything else after a while. */
    private static final class TornStore implements ForwardingObjectStore {
        private final InMemoryObjectStore store = new InMemoryObjectStore();
        private final CountDownLatch told;
        private volatile boolean toldBefore;

        TornStore(CountDownLatch told) {
            this.told = told;
        }

        @Override
        public ObjectStore store() {
            return store;
        }

        @Override
        public boolean putIfAbsent(StoreObject object) {
            if (object.key().contains("/images/")) {
                throw new StoreException("no picture", null);
            }
            try {
                toldBefore = told.await(200, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return store.putIfAbsent(object);
        }
    }
}
