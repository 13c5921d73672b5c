package io.wuerstchen.fleet.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.wuerstchen.fleet.worker.generate.ImageGenerator;
import io.wuerstchen.fleet.worker.generate.MicroBatchKey;
import io.wuerstchen.fleet.worker.microbatch.MicroBatch;
import io.wuerstchen.fleet.worker.wuerstchen.Picture;
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
        Stations stations = stations(new ImageGenerator((sampling, drawings) -> drawSlowly(), () -> "id"));
        CountDownLatch heartbeat = new CountDownLatch(1);

        // When
        vertx.getOrCreateContext().runOnContext(unused -> {
            stations.generate(new MicroBatch<>(SMALL, List.of()));
            vertx.executeBlocking(() -> {
                heartbeat.countDown();
                return null;
            });
        });

        // Then
        assertThat(heartbeat.await(10, TimeUnit.SECONDS)).isTrue();
    }

    /** Nothing is stored or reported here. */
    private Stations stations(ImageGenerator generator) {
        return new Stations(
                vertx.createSharedWorkerExecutor("device", 1),
                vertx.createSharedWorkerExecutor("io", 1),
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
}
