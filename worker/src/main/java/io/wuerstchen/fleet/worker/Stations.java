package io.wuerstchen.fleet.worker;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.wuerstchen.fleet.common.job.GenerationJob;
import io.wuerstchen.fleet.common.job.JobNotice;
import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.job.StoredImage;
import io.wuerstchen.fleet.worker.generate.Generated;
import io.wuerstchen.fleet.worker.generate.ImageGenerator;
import io.wuerstchen.fleet.worker.generate.MicroBatchKey;
import io.wuerstchen.fleet.worker.generate.PlannedImage;
import io.wuerstchen.fleet.worker.microbatch.MicroBatch;
import io.wuerstchen.fleet.worker.report.DeadLetter;
import io.wuerstchen.fleet.worker.report.ResultPublisher;
import io.wuerstchen.fleet.worker.store.ImageStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The stations that block, each on threads of its own: one that owns the device, a few that encode, upload and publish.
 * Every future completes on the caller's event loop.
 */
final class Stations {
    /** Above Kafka's own delivery timeout of two minutes and a further attempt's, which give the better message. */
    private static final long PUBLISH_TIMEOUT_SECONDS = 300;
    /** Pictures drawn and not yet stored, of which each pixel takes three bytes and more: a slow store makes the device wait. */
    private static final long MOST_PIXELS = 48L << 20;

    private final WorkerExecutor device;
    private final WorkerExecutor io;
    private final ImageGenerator generator;
    private final ImageStore store;
    private final ResultPublisher publisher;
    private final AtomicLong pixelsToStore = new AtomicLong();

    /** @param device a pool of one thread */
    Stations(
            WorkerExecutor device,
            WorkerExecutor io,
            ImageGenerator generator,
            ImageStore store,
            ResultPublisher publisher) {
        this.device = device;
        this.io = io;
        this.generator = generator;
        this.store = store;
        this.publisher = publisher;
    }

    Future<List<Generated>> generate(MicroBatch<MicroBatchKey, PlannedImage> microBatch) {
        return on(device, () -> generator.generate(microBatch));
    }

    /** How long the device has been at work on its present call; nothing while it is idle. */
    Duration deviceBusyFor() {
        return generator.busyFor();
    }

    Future<StoredImage> store(Generated.Drawn drawn) {
        long pixels = (long) drawn.picture().width() * drawn.picture().height();
        pixelsToStore.addAndGet(pixels);
        return blocking(() -> store.put(drawn)).onComplete(done -> pixelsToStore.addAndGet(-pixels));
    }

    /** So much waits to be stored that nothing more should be drawn. */
    boolean isCongested() {
        return pixelsToStore.get() >= MOST_PIXELS;
    }

    /** The pictures of a job that stand already. */
    Future<List<StoredImage>> find(GenerationJob job) {
        return blocking(() -> store.find(job));
    }

    /** Fails while the store is out of reach. */
    Future<Void> probeStore() {
        return blocking(() -> {
            store.probe();
            return null;
        });
    }

    Future<Void> report(JobResult result) {
        return sent(() -> publisher.publish(result));
    }

    /** Says something of a job that has not ended. */
    Future<Void> tell(JobNotice notice) {
        return sent(() -> publisher.publish(notice));
    }

    Future<Void> deadLetter(DeadLetter letter) {
        return sent(() -> publisher.publish(letter));
    }

    private <T> Future<T> blocking(Callable<T> work) {
        return on(io, work);
    }

    /** What comes after the end, such as a micro-batch that outlasts the grace period, fails as anything else does. */
    private static <T> Future<T> on(WorkerExecutor threads, Callable<T> work) {
        try {
            // Not ordered: Vert.x would make every ordered call of this context wait for the device, the heartbeat too,
            // and a busy worker would pass for dead.
            return threads.executeBlocking(work, false);
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    /** Sending may block; waiting for the answer takes no thread. */
    private Future<Void> sent(Callable<CompletableFuture<Void>> send) {
        return blocking(send)
                .compose(sent -> Future.fromCompletionStage(sent, Vertx.currentContext()))
                .timeout(PUBLISH_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }
}
