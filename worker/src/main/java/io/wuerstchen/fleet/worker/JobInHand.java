package io.wuerstchen.fleet.worker;

import io.wuerstchen.fleet.common.job.GenerationJob;
import io.wuerstchen.fleet.common.job.StoredImage;
import io.wuerstchen.fleet.worker.generate.PlannedImage;
import io.wuerstchen.fleet.worker.intake.Delivery;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** A job on its way through the worker, and which of its pictures stand. Only accessed by the verticle's event loop. */
final class JobInHand {
    private final Delivery delivery;
    private final GenerationJob job;
    private final long sinceNanos;
    private final Map<Integer, StoredImage> stored = new TreeMap<>();
    private boolean ended;

    JobInHand(Delivery delivery, GenerationJob job, long sinceNanos) {
        this.delivery = delivery;
        this.job = job;
        this.sinceNanos = sinceNanos;
    }

    Delivery delivery() {
        return delivery;
    }

    GenerationJob job() {
        return job;
    }

    void add(StoredImage image) {
        stored.put(image.index(), image);
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

    /** Nobody waits for its pictures any more. */
    boolean unwanted() {
        return ended || delivery.lost();
    }

    /** {@code true} the first time: a job ends once, whichever of its pictures decides it. */
    boolean end() {
        boolean first = !ended;
        ended = true;
        return first;
    }
}
