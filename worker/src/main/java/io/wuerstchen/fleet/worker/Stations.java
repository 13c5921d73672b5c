package io.wuerstchen.fleet.worker;

import io.vertx.core.CompositeFuture;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.wuerstchen.fleet.common.job.GenerationJob;
import io.wuerstchen.fleet.common.job.JobNotice;
import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.job.StoredImage;
import io.wuerstchen.fleet.common.job.StoredImage.Artifact;
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
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * The stations that block, each on threads of its own: one that owns the device, fewer than there are cores that encode,
 * many that wait for the store and for Kafka.
 * Every future completes on the caller's event loop.
 */
final class Stations {
    /** Above Kafka's own delivery timeout of two minutes and a further attempt's, which give the better message. */
    private static final long PUBLISH_TIMEOUT_SECONDS = 300;
    /** Pictures drawn and not yet stored, of which each pixel takes three bytes and more: a slow store makes the device wait. */
    private static final long MOST_PIXELS = 48L << 20;

    private final Threads threads;
    private final ImageGenerator generator;
    private final ImageStore store;
    private final ResultPublisher publisher;
    private final AtomicLong pixelsToStore = new AtomicLong();

    Stations(Threads threads, ImageGenerator generator, ImageStore store, ResultPublisher publisher) {
        this.threads = threads;
        this.generator = generator;
        this.store = store;
        this.publisher = publisher;
    }

    /**
     * Draws once the device is through with what came before; nothing where nobody wants it by then.
     *
     * @param wanted asked by the device's thread
     */
    Future<Optional<List<Generated>>> generate(
            MicroBatch<MicroBatchKey, PlannedImage> microBatch, BooleanSupplier wanted) {
        return on(
                threads.device(),
                () -> wanted.getAsBoolean() ? Optional.of(generator.generate(microBatch)) : Optional.empty());
    }

    /** How long the device has been at work on its present step; nothing while it is idle. */
    Duration deviceSilentFor() {
        return generator.silentFor();
    }

    /** How long the device was at work on its last call; nothing before the first has ended. */
    Duration deviceLastTook() {
        return generator.lastTook();
    }

    Future<StoredImage> store(Generated.Drawn drawn) {
        long pixels = (long) drawn.picture().width() * drawn.picture().height();
        pixelsToStore.addAndGet(pixels);
        return on(threads.encoding(), () -> store.encode(drawn))
                .compose(this::upload)
                .map(artifacts -> ImageStore.stored(drawn, artifacts))
                .onComplete(done -> pixelsToStore.addAndGet(-pixels));
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

    /** Side by side: a picture's objects may come to stand in any order, only its result after all of them. */
    private Future<List<Artifact>> upload(List<ImageStore.Upload> uploads) {
        List<Future<Artifact>> puts = uploads.stream()
                .map(upload -> blocking(() -> store.put(upload)))
                .toList();
        return Future.join(puts).map(CompositeFuture::list);
    }

    /** Completes when {@code time} is over. */
    Future<Void> pause(Duration time) {
        return time.toMillis() == 0
                ? Future.succeededFuture()
                : Vertx.currentContext().owner().timer(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private <T> Future<T> blocking(Callable<T> work) {
        return on(threads.io(), work);
    }

    /** What comes after the end, such as a micro-batch that outlasts the grace period, fails as anything else does. */
    private static <T> Future<T> on(WorkerExecutor pool, Callable<T> work) {
        try {
            // Not ordered: Vert.x would make every ordered call of this context wait for the device, the heartbeat too,
            // and a busy worker would pass for dead.
            return pool.executeBlocking(work, false);
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

    /**
     * Pools.
     *
     * @param device of one thread
     * @param encoding of so few that the device's thread finds a core
     * @param io of many, which wait most of the time
     */
    record Threads(WorkerExecutor device, WorkerExecutor encoding, WorkerExecutor io) {}
}
