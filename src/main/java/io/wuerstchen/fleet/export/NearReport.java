package io.wuerstchen.fleet.export;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.job.Parameters;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.dispatcher.output.BatchRows;
import io.wuerstchen.fleet.dispatcher.output.RowOutcome;
import io.wuerstchen.fleet.dispatcher.parquet.ParquetRecords;
import io.wuerstchen.fleet.export.place.Place;
import io.wuerstchen.fleet.export.sample.Dropped;
import io.wuerstchen.fleet.export.sample.NearIndex;
import io.wuerstchen.fleet.export.sample.Sample;
import io.wuerstchen.fleet.export.shard.FetchAhead;
import io.wuerstchen.fleet.export.shard.PerceptualHash;
import io.wuerstchen.fleet.export.shard.RowSource;
import io.wuerstchen.fleet.export.shard.SampleFetcher;
import io.wuerstchen.fleet.export.shard.ShardSeal;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Predicate;

/**
 * Finds near duplicates and writes {@code near_duplicates.jsonl}, a line for each that is near to an earlier picture; does nothing
 * where nobody asks. One thread only.
 */
final class NearReport implements Closeable {
    static final String NAME = "near_duplicates.jsonl";

    private final Place place;
    private final ExportSpec.Near wish;
    private final Dropped dropped = new Dropped();
    private NearIndex index;
    private OutputStream out;
    private long found;

    NearReport(Place place, ExportSpec.Near wish) {
        this.place = place;
        this.wish = wish;
    }

    /** Who fetches pictures, and who hears how many were looked at. */
    record Hashing(SampleFetcher fetcher, Executor threads, ExportListener listener) {}

    /**
     * Where they are to be dropped: looks at every wanted picture of a batch up to the first row without an outcome, and gives
     * those near to an earlier one.
     */
    Dropped drop(RowSource source, Predicate<Sample> wanted, Hashing hashing) throws IOException, InterruptedException {
        if (!wish.drops()) {
            return dropped;
        }
        begin();
        try (BatchRows rows = source.from(0)) {
            var hashes = new FetchAhead<>(
                    new Pictures(rows, wanted, dropped)::next,
                    (sample, number) -> new Hashed(sample, hashing.fetcher().hash(sample)),
                    hashing.threads());
            for (Optional<Hashed> next = hashes.next(); next.isPresent(); next = hashes.next()) {
                drop(next.get());
                hashing.listener().compares(1);
            }
        }
        return dropped;
    }

    private void drop(Hashed hashed) throws IOException {
        Sample sample = hashed.sample();
        ObjectNode line = Json.object().put("id", sample.id());
        line.put("row", sample.row()).put("image", sample.image().index());
        line.put("sha256", sample.picture().sha256());
        if (hashed.hash().isPresent() && isNear(hashed.hash().get(), line)) {
            dropped.add(sample.row(), sample.image().index());
        }
    }

    private void begin() throws IOException {
        index = new NearIndex(wish.distance());
        out = new BufferedOutputStream(Files.newOutputStream(place.draft(NAME)));
    }

    /** Where they are only to be found: looks at every picture of the shards, in their order. */
    void find(List<ShardSeal> shards) throws IOException {
        if (wish.distance() == null || wish.drops()) {
            return;
        }
        begin();
        Set<String> columns = Set.of("key", "id", "row", "image", "sha256", "perceptual_hash");
        for (ShardSeal shard : shards) {
            place.read(shard.plan().parquet(), file -> {
                try (ParquetRecords records = ParquetRecords.open(file, columns)) {
                    for (ObjectNode row = records.next(); row != null; row = records.next()) {
                        find(row);
                    }
                }
                return null;
            });
        }
    }

    /** Lines so far. */
    long found() {
        return found;
    }

    long dropped() {
        return dropped.size();
    }

    /** Whether there is a report. */
    boolean publish() throws IOException {
        if (out == null) {
            return false;
        }
        out.close();
        place.publish(NAME);
        return true;
    }

    @Override
    public void close() throws IOException {
        if (out != null) {
            out.close();
        }
    }

    private void find(ObjectNode row) throws IOException {
        if (row.has("perceptual_hash")) {
            String hash = row.remove("perceptual_hash").asText();
            isNear(PerceptualHash.parse(hash), row);
        }
    }

    private boolean isNear(long hash, ObjectNode line) throws IOException {
        NearIndex.Near near = index.add(
                hash,
                line.path("row").longValue() * Parameters.MAX_IMAGES
                        + line.path("image").intValue());
        if (near == null) {
            return false;
        }
        line.put("distance", near.distance());
        line.put("near_row", near.picture() / Parameters.MAX_IMAGES);
        line.put("near_image", near.picture() % Parameters.MAX_IMAGES);
        out.write(Json.bytes(line));
        out.write('\n');
        found++;
        return true;
    }

    private record Hashed(Sample sample, Optional<Long> hash) {}

    /** The wanted pictures of a batch, in order; those after an open row could turn out to be near to one of it. */
    private static final class Pictures {
        private final BatchRows rows;
        private final Predicate<Sample> wanted;
        private final Dropped dropped;
        private final Deque<Sample> ofRow = new ArrayDeque<>();

        Pictures(BatchRows rows, Predicate<Sample> wanted, Dropped dropped) {
            this.rows = rows;
            this.wanted = wanted;
            this.dropped = dropped;
        }

        Optional<Sample> next() {
            while (ofRow.isEmpty()) {
                Optional<RowOutcome> row = rows.next();
                if (row.isEmpty()) {
                    return Optional.empty();
                }
                if (row.get() instanceof RowOutcome.Open open) {
                    dropped.endAt(open.row());
                    return Optional.empty();
                }
                if (row.get() instanceof RowOutcome.Committed committed) {
                    Sample.of(committed).stream().filter(wanted).forEach(ofRow::add);
                }
            }
            return Optional.of(ofRow.remove());
        }
    }
}
