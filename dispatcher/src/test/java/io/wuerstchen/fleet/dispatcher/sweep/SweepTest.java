package io.wuerstchen.fleet.dispatcher.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.wuerstchen.fleet.common.job.JobNotice.Place;
import io.wuerstchen.fleet.dispatcher.ledger.OpenRow;
import io.wuerstchen.fleet.dispatcher.ledger.OpenRow.Published;
import io.wuerstchen.fleet.dispatcher.ledger.OpenRow.Tries;
import io.wuerstchen.fleet.dispatcher.ledger.OpenRow.Waiting;
import io.wuerstchen.fleet.dispatcher.ledger.Positions;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class SweepTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final OpenRow DONE_WITH = row(1, new Place(0, 9));
    private static final OpenRow TO_COME = row(2, new Place(0, 10));
    private static final OpenRow WAITING = new OpenRow(3, 1, Tries.NONE, new Waiting(NOW));

    private final SlowBroker broker = new SlowBroker();
    private final Sweep sweep = new Sweep(broker, "jobs-1");

    @Test
    void findsARowWhoseRecordIsDoneWithOnceTheResultsAreReadUpToTheirEnd() {
        List<OpenRow> open = List.of(DONE_WITH, TO_COME, WAITING);
        assertThat(sweep.step(NOW, open, ends -> true)).isEmpty();
        assertThat(broker.asked)
                .as("the results' end is asked for only once the group has answered")
                .hasSize(1);
        broker.say(new Broker.Starts("jobs-1", Map.of(0, 10L)));
        assertThat(sweep.step(NOW, open, ends -> true)).isEmpty();
        broker.say(Map.of(0, 5L));
        assertThat(sweep.step(NOW, open, ends -> false)).isEmpty();

        List<OpenRow> lost = sweep.step(NOW, open, ends -> ends.equals(Map.of(0, 5L)));

        assertThat(lost).containsExactly(DONE_WITH);
    }

    @Test
    void aRoundThatNeverComesToTheEndOfTheResultsIsGivenUpForAnother() {
        // Given
        sweep.step(NOW, List.of(DONE_WITH), ends -> false);
        broker.say(new Broker.Starts("jobs-1", Map.of(0, 10L)));
        sweep.step(NOW, List.of(DONE_WITH), ends -> false);
        broker.say(Map.of(0, 1000L));
        Instant late = NOW.plus(Sweep.PATIENCE);
        assertThat(sweep.step(late.minusMillis(1), List.of(DONE_WITH), ends -> false))
                .isEmpty();
        assertThat(sweep.step(late, List.of(DONE_WITH), ends -> false)).isEmpty();

        // When
        Instant next = late.plus(Sweep.PERIOD);
        sweep.step(next, List.of(DONE_WITH), ends -> true);
        broker.say(new Broker.Starts("jobs-1", Map.of(0, 10L)));
        sweep.step(next, List.of(DONE_WITH), ends -> true);
        broker.say(Map.of(0, 5L));
        List<OpenRow> lost = sweep.step(next, List.of(DONE_WITH), ends -> ends.equals(Map.of(0, 5L)));

        // Then
        assertThat(lost).containsExactly(DONE_WITH);
    }

    @Test
    void aRowThatHasEndedMeanwhileIsNotLost() {
        sweep.step(NOW, List.of(DONE_WITH), ends -> true);
        broker.say(new Broker.Starts("jobs-1", Map.of(0, 10L)));
        sweep.step(NOW, List.of(DONE_WITH), ends -> true);
        broker.say(Map.of());

        assertThat(sweep.step(NOW, List.of(), ends -> true)).isEmpty();
    }

    @Test
    void asksAgainAfterAWhileAndOnlyWhileSomethingIsUnderWay() {
        run(NOW);
        assertThat(broker.asked).isEmpty();

        sweep.step(NOW.plus(Sweep.PERIOD).minusMillis(1), List.of(TO_COME), ends -> true);
        sweep.step(NOW.plus(Sweep.PERIOD), List.of(WAITING), ends -> true);
        assertThat(broker.asked).isEmpty();
        sweep.step(NOW.plus(Sweep.PERIOD), List.of(TO_COME), ends -> true);

        assertThat(broker.asked).hasSize(1);
    }

    @Test
    void everythingIsLostWithATopicThatWasMadeAnew() {
        sweep.step(NOW, List.of(DONE_WITH, TO_COME, WAITING), ends -> true);
        broker.say(new Broker.Starts("jobs-2", Map.of(0, 0L)));
        sweep.step(NOW, List.of(DONE_WITH, TO_COME, WAITING), ends -> true);
        broker.say(Map.of());

        List<OpenRow> lost = sweep.step(NOW, List.of(DONE_WITH, TO_COME, WAITING), ends -> true);

        assertThat(lost).containsExactly(DONE_WITH, TO_COME);
        assertThat(sweep.topicId()).isEqualTo("jobs-2");
    }

    @Test
    void aBrokerThatDoesNotAnswerIsAskedAgainLater() {
        sweep.step(NOW, List.of(DONE_WITH), ends -> true);
        broker.fail();

        sweep.step(NOW, List.of(DONE_WITH), ends -> true);
        sweep.step(NOW.plus(Sweep.PERIOD), List.of(DONE_WITH), ends -> true);

        assertThat(broker.asked).hasSize(1);
    }

    private void run(Instant now) {
        sweep.step(now, List.of(TO_COME), ends -> true);
        broker.say(new Broker.Starts("jobs-1", Map.of()));
        sweep.step(now, List.of(TO_COME), ends -> true);
        broker.say(Map.of());
        sweep.step(now, List.of(TO_COME), ends -> true);
    }

    private static OpenRow row(long number, Place place) {
        return new OpenRow(number, 1, Tries.NONE, new Published(place));
    }

    /** Answers when it is told to. */
    private static final class SlowBroker implements Broker {
        private final Queue<CompletableFuture<Object>> asked = new ArrayDeque<>();

        void say(Object answer) {
            asked.remove().complete(answer);
        }

        void fail() {
            asked.remove().completeExceptionally(new IllegalStateException("away"));
        }

        @Override
        public Positions topics() {
            return Positions.NONE;
        }

        @Override
        public CompletionStage<Starts> starts() {
            return ask().thenApply(Starts.class::cast);
        }

        @Override
        @SuppressWarnings("unchecked")
        public CompletionStage<Map<Integer, Long>> resultEnds() {
            return ask().thenApply(answer -> (Map<Integer, Long>) answer);
        }

        private CompletableFuture<Object> ask() {
            CompletableFuture<Object> answer = new CompletableFuture<>();
            asked.add(answer);
            return answer;
        }
    }
}
