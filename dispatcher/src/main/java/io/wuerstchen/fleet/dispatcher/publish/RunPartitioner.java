package io.wuerstchen.fleet.dispatcher.publish;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which partition a job goes to: jobs of one key stay on one partition until a micro-batch is full, the next run goes to
 * the next partition in turn. So a worker finds whole micro-batches on the partitions it is given, and a shape that all
 * jobs have still reaches all workers, which it wouldn't if partitions were chosen by a hash of it. One thread only.
 */
public final class RunPartitioner {
    /** Past this many keys at once the one longest untouched ends its run early. */
    private static final int MAX_OPEN = 1000;

    private final Map<RunKey, Run> open = new LinkedHashMap<>(16, 0.75f, true);
    private final int partitions;
    private final int runImages;
    private int next;

    /**
     * @param runImages images that make a run full
     * @param first partition of the first run; should differ from batch to batch, as most batches are small
     */
    public RunPartitioner(int partitions, int runImages, int first) {
        this.partitions = partitions;
        this.runImages = runImages;
        this.next = Math.floorMod(first, partitions);
    }

    /** The partition of the next job of {@code key}, which asks for {@code images} pictures. */
    int partition(RunKey key, int images) {
        Run run = open.remove(key);
        if (run == null) {
            run = new Run(next, 0);
            next = (next + 1) % partitions;
        }
        Run grown = new Run(run.partition, run.images + images);
        if (grown.images < runImages) {
            open.put(key, grown);
            endOldest();
        }
        return run.partition;
    }

    private void endOldest() {
        if (open.size() > MAX_OPEN) {
            open.remove(open.keySet().iterator().next());
        }
    }

    private record Run(int partition, int images) {}
}
