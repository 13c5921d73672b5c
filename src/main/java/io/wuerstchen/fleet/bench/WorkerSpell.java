package io.wuerstchen.fleet.bench;

import java.util.List;
import java.util.NavigableMap;

/** What a worker did between two moments. */
public record WorkerSpell(WorkerMoment from, WorkerMoment to) {
    private static final String JOBS = "fleet_jobs_total";
    private static final String UPLOADS = "fleet_upload_seconds_count";
    private static final String GAP_BUCKETS = "fleet_device_gap_seconds_bucket";
    private static final String MICRO_BATCHES = "fleet_micro_batch_images_count";

    /** Throws {@link IllegalStateException} where nothing was done, of which there are no means. */
    public WorkerSpell {
        for (String name : List.of(JOBS, UPLOADS, MICRO_BATCHES)) {
            if (to.metrics().sum(name) <= from.metrics().sum(name)) {
                throw new IllegalStateException(
                        name + " did not grow while the worker was measured (expected: more jobs)");
            }
        }
    }

    /** So many seconds lie between them. */
    public double seconds() {
        return (to.nanos() - from.nanos()) / 1e9;
    }

    double jobsPerSecond() {
        return jobs() / seconds();
    }

    /** The process's CPU time, less what the device's own thread took to draw. */
    double cpuMillisPerJob() {
        return to.cpu().minus(from.cpu()).toNanos() / 1e6 / jobs() - drawingMillisPerJob();
    }

    /** CPU time of the device's own thread. */
    double drawingMillisPerJob() {
        return 1000 * grown("fleet_device_thread_cpu_seconds_total") / jobs();
    }

    /** 0 to 1: of all the machine's cores, whoever kept them busy. */
    double machineShare() {
        return to.machine().busyShareSince(from.machine());
    }

    /** Mean time between two micro-batches. */
    double gapMillis() {
        return 1000 * grown("fleet_device_gap_seconds_sum") / grown("fleet_device_gap_seconds_count");
    }

    /** So long at most were 99 in 100 of them: the upper bound of a bucket. */
    double longGapMillis() {
        NavigableMap<Double, Double> before = from.metrics().buckets(GAP_BUCKETS);
        NavigableMap<Double, Double> after = to.metrics().buckets(GAP_BUCKETS);
        double most = 0.99 * grown("fleet_device_gap_seconds_count");
        return after.entrySet().stream()
                .filter(bucket -> bucket.getValue() - before.getOrDefault(bucket.getKey(), 0.0) >= most)
                .mapToDouble(bucket -> 1000 * bucket.getKey())
                .findFirst()
                .orElse(Double.POSITIVE_INFINITY);
    }

    /** 0 to 1: of the time, in which the device was either busy or idle, the part in which it was busy. */
    double busyShare() {
        double busy = grown("fleet_device_busy_seconds_total");
        return busy / (busy + grown("fleet_device_idle_seconds_total"));
    }

    double microBatchImages() {
        return grown("fleet_micro_batch_images_sum") / grown(MICRO_BATCHES);
    }

    /** Mean time in which an object came to stand, as the worker saw it. */
    public double putMillis() {
        return 1000 * grown("fleet_upload_seconds_sum") / grown(UPLOADS);
    }

    double encodeMillis() {
        return 1000 * grown("fleet_encode_seconds_sum") / grown("fleet_encode_seconds_count");
    }

    private double jobs() {
        return grown(JOBS);
    }

    private double grown(String name) {
        return to.metrics().sum(name) - from.metrics().sum(name);
    }
}
