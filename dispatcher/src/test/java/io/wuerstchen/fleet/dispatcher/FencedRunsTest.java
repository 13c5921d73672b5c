package io.wuerstchen.fleet.dispatcher;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wuerstchen.fleet.common.messaging.MessagingException;
import io.wuerstchen.fleet.common.testing.FakeClock;
import io.wuerstchen.fleet.dispatcher.owner.OwnershipLostException;
import io.wuerstchen.fleet.dispatcher.publish.FencedException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FencedRunsTest {
    private static final FencedException FENCED = FencedException.replaced(new IllegalStateException("fenced"));
    private static final FencedException GIVEN_UP = FencedException.givenUp(new IllegalStateException("unexpected"));

    private final FakeClock clock = new FakeClock();
    private final FencedRuns runs = new FencedRuns("demo", clock);

    @Test
    void threeInARowThatWereCutShortAreSomebodysDoing() {
        fenced(Duration.ofSeconds(3));
        fenced(Duration.ofMinutes(9));

        assertThatThrownBy(() -> fenced(Duration.ofSeconds(3)))
                .isInstanceOf(OwnershipLostException.class)
                .hasMessageStartingWith("batch demo: another dispatcher publishes its jobs");
    }

    @Test
    void aMachineMaySleepAsOftenAsItLikesInALongBatch() {
        assertThatCode(() -> {
                    for (int night = 0; night < 10; night++) {
                        fenced(Duration.ofSeconds(3));
                        fenced(Duration.ofHours(8));
                    }
                })
                .doesNotThrowAnyException();
    }

    @Test
    void whereKafkaEndsNoTransactionNobodyIsBlamed() {
        cutShort(Duration.ofSeconds(3), GIVEN_UP);
        cutShort(Duration.ofSeconds(3), GIVEN_UP);

        assertThatThrownBy(() -> cutShort(Duration.ofSeconds(3), GIVEN_UP))
                .isInstanceOf(MessagingException.class)
                .hasMessage("batch demo: Kafka ends no transaction: unexpected");
    }

    private void fenced(Duration after) {
        cutShort(after, FENCED);
    }

    private void cutShort(Duration after, FencedException by) {
        runs.begin();
        clock.move(after);
        runs.requireAnother(by);
    }
}
