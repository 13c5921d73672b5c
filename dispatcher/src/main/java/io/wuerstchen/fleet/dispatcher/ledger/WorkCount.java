package io.wuerstchen.fleet.dispatcher.ledger;

import io.wuerstchen.fleet.common.job.StoredImage;
import io.wuerstchen.fleet.common.job.StoredImage.MicroBatchRef;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts images by worker, and micro-batches by kind: as images over size, so that no micro-batch need be remembered. One that
 * worked for other batches too, or for rows that died, counts in part; the sum is rounded up. Past {@link #NAMES} workers or
 * kinds, new ones count together.
 */
final class WorkCount {
    static final int NAMES = 10_000;
    static final String OTHERS = "others";

    private final TreeMap<String, Long> imagesByWorker = new TreeMap<>();
    private final Map<Kind, Long> imagesByKind = new HashMap<>();
    private long images;

    void add(String worker, List<StoredImage> made) {
        images += made.size();
        String name = imagesByWorker.size() < NAMES || imagesByWorker.containsKey(worker) ? worker : OTHERS;
        imagesByWorker.merge(name, (long) made.size(), Long::sum);
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

    void write(DataOutput out) throws IOException {
        out.writeLong(images);
        out.writeInt(imagesByWorker.size());
        for (Map.Entry<String, Long> worker : imagesByWorker.entrySet()) {
            out.writeUTF(worker.getKey());
            out.writeLong(worker.getValue());
        }
        out.writeInt(imagesByKind.size());
        for (Map.Entry<Kind, Long> kind : imagesByKind.entrySet()) {
            out.writeUTF(kind.getKey().key);
            out.writeInt(kind.getKey().size);
            out.writeLong(kind.getValue());
        }
    }

    static WorkCount read(DataInput in) throws IOException {
        WorkCount work = new WorkCount();
        work.images = in.readLong();
        for (int left = in.readInt(); left > 0; left--) {
            work.imagesByWorker.put(in.readUTF(), in.readLong());
        }
        for (int left = in.readInt(); left > 0; left--) {
            work.imagesByKind.put(new Kind(in.readUTF(), in.readInt()), in.readLong());
        }
        return work;
    }

    private void count(MicroBatchRef microBatch) {
        // None where the picture stood there already.
        if (microBatch != null) {
            Kind kind = new Kind(microBatch.key(), microBatch.size());
            boolean named = imagesByKind.size() < NAMES || imagesByKind.containsKey(kind);
            imagesByKind.merge(named ? kind : new Kind(OTHERS, microBatch.size()), 1L, Long::sum);
        }
    }

    private record Kind(String key, int size) {
        long microBatches(long images) {
            return (images + size - 1) / size;
        }
    }
}
