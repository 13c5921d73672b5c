package io.wuerstchen.fleet.dispatcher.ledger;

import io.wuerstchen.fleet.common.job.StoredImage;
import io.wuerstchen.fleet.common.job.StoredImage.MicroBatchRef;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts images by worker, and micro-batches by kind: as images over size, so that no micro-batch need be remembered. One that
 * worked for other batches too, or for rows that died, counts in part; the sum is rounded up.
 */
final class WorkCount {
    private final TreeMap<String, Long> imagesByWorker = new TreeMap<>();
    private final Map<Kind, Long> imagesByKind = new HashMap<>();
    private long images;

    void add(String worker, List<StoredImage> made) {
        images += made.size();
        imagesByWorker.merge(worker, (long) made.size(), Long::sum);
        made.stream().map(StoredImage::microBatch).forEach(this::count);
    }

    long images() {
        return images;
    }

    Work summary() {
        List<Work.MicroBatches> kinds = imagesByKind.entrySet().stream()
                .map(entry -> new Work.MicroBatches(
                        entry.getKey().key, entry.getKey().size, entry.getKey().microBatches(entry.getValue())))
                .sorted(Comparator.comparing(Work.MicroBatches::key).thenComparing(Work.MicroBatches::size))
                .toList();
        return new Work(kinds, imagesByWorker);
    }

    private void count(MicroBatchRef microBatch) {
        // None where the picture stood there already.
        if (microBatch != null) {
            imagesByKind.merge(new Kind(microBatch.key(), microBatch.size()), 1L, Long::sum);
        }
    }

    private record Kind(String key, int size) {
        long microBatches(long images) {
            return (images + size - 1) / size;
        }
    }
}
