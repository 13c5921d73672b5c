package io.wuerstchen.fleet.dispatcher.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.job.FailureKind;
import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.messaging.MessagingException;
import io.wuerstchen.fleet.common.storage.InMemoryObjectStore;
import io.wuerstchen.fleet.common.testing.FakeClock;
import io.wuerstchen.fleet.common.wire.BatchControl.State;
import io.wuerstchen.fleet.common.wire.FleetEvents;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.common.wire.Topics;
import io.wuerstchen.fleet.dispatcher.archive.BatchObjects;
import io.wuerstchen.fleet.dispatcher.archive.Generation;
import io.wuerstchen.fleet.dispatcher.archive.Wanted;
import io.wuerstchen.fleet.dispatcher.ledger.Revival;
import io.wuerstchen.fleet.dispatcher.testing.StoredBatch;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class BatchWishesTest {
    private final FakeClock clock = new FakeClock();
    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final StoredBatch batch = new StoredBatch(store);
    private final BatchObjects objects = new BatchObjects(store, new ObjectNames(""), "demo");
    private final MockProducer<String, byte[]> producer =
            new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
    private final BatchCatalogue catalogue = new BatchCatalogue(store, new ObjectNames(""), clock);
    private final BatchWishes wishes =
            new BatchWishes(catalogue, new ControlVoice(producer, new FleetEvents(clock), new Topics("")));

    @Test
    void aWishIsStoredAndSaid() {
        batch.open();
        batch.submitted();

        BatchStanding before = wishes.pause("demo");

        assertThat(before.state()).isEqualTo(BatchStanding.State.WAITING);
        assertThat(before.open()).isEqualTo(1);
        assertThat(Wanted.find(objects).state()).isEqualTo(State.PAUSED);
        assertThat(said()).containsExactly("paused");
        assertThat(catalogue.get("demo").state()).isEqualTo(BatchStanding.State.PAUSED);

        wishes.resume("demo");
        wishes.cancel("demo");
        assertThat(said()).containsExactly("paused", "running", "cancelled");
        assertThat(catalogue.get("demo").state()).isEqualTo(BatchStanding.State.CANCELLING);
    }

    @Test
    void aWishHoldsThoughKafkaCannotBeTold() {
        batch.open();
        batch.submitted();
        producer.sendException = new TimeoutException("no broker");

        assertThatThrownBy(() -> wishes.cancel("demo"))
                .isInstanceOf(MessagingException.class)
                .hasMessageContainingAll("batch demo: it is stored", "no broker", "the same command again");
        assertThat(Wanted.find(objects).state()).isEqualTo(State.CANCELLED);
    }

    @Test
    void whatCannotBeWishedForIsRefused() {
        assertRefused(() -> wishes.cancel("demo"), "batch: demo (expected: one that was submitted)");
        batch.open();
        batch.submitted();
        wishes.cancel("demo");
        assertRefused(() -> wishes.pause("demo"), "batch: demo (expected: one that is not cancelled)");
        assertRefused(() -> wishes.resume("demo"), "fleet retry draws its rows after all");
        batch.reported(0, 1, 0);
        assertRefused(() -> wishes.cancel("demo"), "batch: demo (expected: one that has not finished)");
        assertThat(said()).containsExactly("cancelled");
    }

    @Test
    void rowsThatCameToNothingAreOpenedAgainByAGenerationOfTheirOwn() {
        batch.cancelled();
        batch.submitted();
        wishes.cancel("demo");
        batch.reported(0, 0, 1);

        wishes.retry("demo", new Revival("Cancelled"));

        assertThat(objects.generation()).isEqualTo(1);
        assertThat(Generation.get(objects, 1).revival().reason()).isEqualTo("Cancelled");
        assertThat(Wanted.find(objects).state()).isEqualTo(State.RUNNING);
        assertThat(catalogue.isFinished("demo")).isFalse();
        assertThat(said()).containsExactly("cancelled", "running");
    }

    @Test
    void whereNothingFailedThereIsNothingToTryAgain() {
        batch.committed();
        batch.submitted();
        batch.reported(1, 0, 0);

        assertRefused(
                () -> wishes.retry("demo", new Revival(null)),
                "batch: demo (expected: one of which rows are dead or cancelled; dead are: none)");
        assertRefused(
                () -> wishes.retry("demo", new Revival(FailureKind.CRASH.wireName())),
                "reason: Crash (expected: one of which rows are dead or cancelled; dead are: none)");
        assertThat(objects.generation()).isZero();
    }

    private static void assertRefused(Runnable wish, String message) {
        assertThatThrownBy(wish::run).isInstanceOf(InvalidJobException.class).hasMessageContaining(message);
    }

    private List<String> said() {
        return producer.history().stream()
                .map(word -> Json.parseObject(
                                new String(word.value(), StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8))
                        .path("state")
                        .asText())
                .toList();
    }
}
