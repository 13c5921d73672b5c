package io.wuerstchen.fleet.dispatcher.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.storage.InMemoryObjectStore;
import io.wuerstchen.fleet.common.storage.ObjectStore.StoreObject;
import io.wuerstchen.fleet.common.wire.FleetEvents;
import io.wuerstchen.fleet.common.wire.Topics;
import io.wuerstchen.fleet.dispatcher.owner.Claim;
import io.wuerstchen.fleet.dispatcher.owner.Leases;
import io.wuerstchen.fleet.dispatcher.testing.StoredBatch;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class BatchDeletionTest {
    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final StoredBatch batch = new StoredBatch(store);
    private final MockProducer<String, byte[]> producer =
            new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
    /** Objects of this store are of the epoch's first instant. */
    private final Clock clock = Clock.fixed(Instant.EPOCH.plusSeconds(3), ZoneOffset.UTC);

    private final BatchDeletion deletion = new BatchDeletion(
            new BatchCatalogue(store, new ObjectNames(""), clock),
            new ControlVoice(producer, new FleetEvents(clock), new Topics("")));

    @Test
    void nothingIsLeftOfTheBatchAndNothingOfOthersGoes() throws InterruptedException {
        batch.committed();
        batch.submitted();
        store.put(new StoreObject("batches/demo-2/batch.json", new byte[1], "text/plain", Map.of()));

        deletion.requireDeletable("demo");
        long deleted = deletion.delete("demo");

        assertThat(deleted).isGreaterThan(4);
        assertThat(store.keys()).containsExactly("batches/demo-2/batch.json");
        assertThat(producer.history()).singleElement().satisfies(word -> {
            assertThat(word.key()).isEqualTo("demo");
            assertThat(word.value()).isNull();
        });
    }

    @Test
    void aBatchOfWhichJobsMayBeUnderWayIsLeftAlone() {
        batch.committed();
        batch.submitted();
        deletion.requireDeletable("demo");
        store.put(new StoreObject("batches/demo/batch.json", new byte[1], "text/plain", Map.of()));

        assertThatThrownBy(() -> deletion.requireDeletable("demo"))
                .isInstanceOf(InvalidJobException.class)
                .hasMessage("batch: demo (expected: one that has ended, as jobs of it may be under way;"
                        + " fleet cancel demo first)");

        batch.reported(1, 0, 0);
        deletion.requireDeletable("demo");
    }

    @Test
    void aBatchThatADispatcherHasIsLeftAlone() {
        batch.committed();
        batch.submitted();
        new Claim(new Leases(store, new ObjectNames(""), "demo"), "host/7", System::nanoTime).tryTake(false);

        assertThatThrownBy(() -> deletion.requireDeletable("demo"))
                .isInstanceOf(InvalidJobException.class)
                .hasMessage("batch: demo (expected: one that no dispatcher has; host/7 has it)");
        assertThatThrownBy(() -> deletion.requireDeletable("pear"))
                .hasMessage("batch: pear (expected: one that is in the store)");
    }
}
