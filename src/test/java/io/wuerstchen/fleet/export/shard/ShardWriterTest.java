package io.wuerstchen.fleet.export.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wuerstchen.fleet.common.storage.InMemoryObjectStore;
import io.wuerstchen.fleet.dispatcher.output.StoredBatch;
import io.wuerstchen.fleet.export.BatchInStore;
import io.wuerstchen.fleet.export.place.Folder;
import io.wuerstchen.fleet.export.sample.Dropped;
import io.wuerstchen.fleet.export.sample.SampleColumns;
import io.wuerstchen.fleet.export.sample.Selection;
import io.wuerstchen.fleet.export.sample.Splits;
import io.wuerstchen.fleet.export.sample.Where;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardWriterTest {
    private static final ShardPlan.Size TWO = new ShardPlan.Size(2, 2, 1000);

    @TempDir
    private Path folder;

    private final InMemoryObjectStore store = new InMemoryObjectStore();

    @Test
    void asManyPicturesAsPlannedButOthersAreNoShard() throws Exception {
        // Given
        StoredBatch batch =
                new BatchInStore(store).committed(1).committed(1).committed(1).store();
        ShardPlan planned = new ShardPlan("", 0, new ShardPlan.Range(0, 2), TWO, digest(batch, 0, 1));
        ShardPlan others = new ShardPlan("", 1, new ShardPlan.Range(1, 3), TWO, digest(batch, 0, 1));
        try (Folder place = new Folder(folder)) {
            place.takeForWriting();
            ShardWriter writer = writer(batch, place);
            writer.write(planned, sample -> {});

            // When
            assertThatThrownBy(() -> writer.write(others, sample -> {}))
                    // Then
                    .isInstanceOf(TornObjectException.class)
                    .hasMessageStartingWith("00001: its pictures are not those planned")
                    .hasMessageContaining("(expected: " + others.digest());
            assertThat(place.names()).contains("00000.tar").doesNotContain("00001.tar", "00001_stats.json");
        }
    }

    private static String digest(StoredBatch batch, long from, long last) throws Exception {
        SampleDigest digest = new SampleDigest();
        ShardPlan all = new ShardPlan("", 0, new ShardPlan.Range(from, last + 1), TWO, "");
        try (ShardSamples samples = new ShardSamples(batch::rows, everything(), all)) {
            for (var sample = samples.next(); sample.isPresent(); sample = samples.next()) {
                digest.add(sample.get());
            }
        }
        return digest.end();
    }

    private ShardWriter writer(StoredBatch batch, Folder place) {
        SampleFetcher fetcher = new SampleFetcher(store, Set.of());
        return new ShardWriter(
                new ShardWriter.Inputs("demo", batch::rows, everything(), fetcher),
                place,
                new SampleColumns(List.of()),
                Runnable::run);
    }

    private static Selection everything() {
        return new Selection(Where.everything(), Splits.none(), new Dropped());
    }
}
