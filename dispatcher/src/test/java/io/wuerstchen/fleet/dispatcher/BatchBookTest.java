package io.wuerstchen.fleet.dispatcher;

import static io.wuerstchen.fleet.dispatcher.testing.Samples.dead;
import static org.assertj.core.api.Assertions.assertThat;

import io.wuerstchen.fleet.common.testing.FakeClock;
import io.wuerstchen.fleet.dispatcher.ledger.BackOff;
import io.wuerstchen.fleet.dispatcher.ledger.BatchLedger;
import io.wuerstchen.fleet.dispatcher.ledger.FirstFailures;
import io.wuerstchen.fleet.dispatcher.ledger.OpenRows;
import io.wuerstchen.fleet.dispatcher.ledger.Positions;
import io.wuerstchen.fleet.dispatcher.ledger.RowBits;
import io.wuerstchen.fleet.dispatcher.ledger.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchBookTest {
    private final FakeClock clock = new FakeClock();
    private final Instant killed = clock.instant();

    @Test
    void theTimeThatAKilledDispatcherDidNotStoreIsThatOfTheResultsThatCameSince() {
        // Given
        BatchBook book = after(Duration.ofSeconds(10));
        clock.move(Duration.ofMinutes(5));

        // When what was said meanwhile is read, in the order of no clock and once more than once
        say(book, 1, Duration.ofSeconds(-40));
        say(book, 0, Duration.ofSeconds(-50));
        say(book, 2, Duration.ofSeconds(4));
        say(book, 2, Duration.ofSeconds(200));
        book.begin();
        clock.move(Duration.ofSeconds(30));
        say(book, 3, Duration.ofSeconds(330));

        // Then
        assertThat(book.report().totals().seconds()).isEqualTo(10 + 54 + 30);
        assertThat(book.story().millis()).isEqualTo(94_000);
    }

    @Test
    void ofOneThatWasToldToStopNothingIsMissing() {
        BatchBook book = after(Duration.ofSeconds(10));

        book.begin();
        clock.move(Duration.ofSeconds(30));

        assertThat(book.report().totals().seconds()).isEqualTo(40);
    }

    private BatchBook after(Duration time) {
        Snapshot.Story story = new Snapshot.Story(0, time.toMillis(), new FirstFailures());
        Snapshot state = new Snapshot(
                new Snapshot.Stamp(1, 1), Positions.NONE, new BatchLedger(10, new RowBits()), List.of(), story);
        return new BatchBook("demo", state, new OpenRows(new BackOff(() -> 0.5)), new RecordingListener(), clock);
    }

    private void say(BatchBook book, long row, Duration afterTheKill) {
        book.result(dead(row, "w1"), new byte[0], killed.plus(afterTheKill));
    }
}
