package io.wuerstchen.fleet.worker;

import io.vertx.core.Future;
import io.wuerstchen.fleet.common.job.GenerationJob;
import io.wuerstchen.fleet.common.job.JobNotice;
import io.wuerstchen.fleet.common.job.StoredImage;
import io.wuerstchen.fleet.worker.generate.PlannedImage;
import io.wuerstchen.fleet.worker.intake.Delivery;
import io.wuerstchen.fleet.worker.intake.Provenance;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** An attempt at a job, and which of its pictures stand. Only accessed by the verticle's event loop. */
final class JobInHand {
    private final Delivery delivery;
    private final GenerationJob job;
    private final Provenance provenance;
    private final int failedAttempts;
    private final long sinceNanos;
    private final Map<Integer, StoredImage> stored = new TreeMap<>();
    /** Completes once none of its pictures is on its way to the store. */
    private Future<Void> puts = Future.succeededFuture();

    private boolean begun;
    private boolean ended;
    private boolean settled;

    JobInHand(Delivery delivery, GenerationJob job, Provenance provenance, long sinceNanos) {
        this(delivery, job, provenance, provenance.publication().attempts(), sinceNanos);
    }

    private JobInHand(
            Delivery delivery, GenerationJob job, Provenance provenance, int failedAttempts, long sinceNanos) {
        this.delivery = delivery;
        this.job = job;
        this.provenance = provenance;
        this.failedAttempts = failedAttempts;
        this.sinceNanos = sinceNanos;
    }

    Delivery delivery() {
        return delivery;
    }

    GenerationJob job() {
        return job;
    }

    Provenance provenance() {
        return provenance;
    }

    /** Attempts that count, should this one fail too. */
    int attempts() {
        return failedAttempts + 1;
    }

    boolean apart() {
        return FailureRules.apart(provenance, failedAttempts);
    }

    JobNotice.Place place() {
        return new JobNotice.Place(
                delivery.record().partition(), delivery.record().offset());
    }

    void add(StoredImage image) {
        stored.put(image.index(), image);
    }

    /** A picture is on its way to the store. */
    void storing(Future<?> put) {
        Future<Void> before = puts;
        puts = put.isComplete() ? before : put.transform((image, failure) -> before);
    }

    /** Completes once no put of its pictures, of earlier attempts here either, can still come to anything. */
    Future<Void> putsEnded() {
        return puts;
    }

    List<PlannedImage> missing() {
        return IntStream.range(0, job.parameters().canvas().n())
                .filter(index -> !stored.containsKey(index))
                .mapToObj(index -> new PlannedImage(job, index))
                .toList();
    }

    List<StoredImage> images() {
        return List.copyOf(stored.values());
    }

    double seconds(long nowNanos) {
        return (nowNanos - sinceNanos) / 1e9;
    }

    /** The same job once more, with what stands of it; this attempt must have ended. */
    JobInHand again() {
        JobInHand next = new JobInHand(delivery, job, provenance, attempts(), sinceNanos);
        next.stored.putAll(stored);
        next.puts = puts;
        return next;
    }

    /** Some of its pictures are on their way to the device, or have been there. */
    void begin() {
        begun = true;
    }

    boolean begun() {
        return begun;
    }

    /** Nobody waits for its pictures any more. */
    boolean unwanted() {
        return ended || delivery.lost();
    }

    boolean ended() {
        return ended;
    }

    /** {@code true} the first time: an attempt ends once, whichever of its pictures decides it. */
    boolean end() {
        boolean first = !ended;
        ended = true;
        return first;
    }

    /** Its end is known to whoever must know. */
    void settled() {
        settled = true;
    }

    /** Nothing that happens from now on can be put down to it. */
    boolean over() {
        return settled || delivery.lost();
    }
}
