package io.wuerstchen.fleet.worker.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wuerstchen.fleet.worker.hub.HubSettings.Patience;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttemptsTest {
    private final Attempts attempts =
            new Attempts(new Patience(10, Duration.ofSeconds(1), Duration.ofMinutes(2)), new SilentListener());

    @Test
    void doesNotComeBackAtOneTimeWithAllOthersWhomTheHubHasAskedToWait() {
        List<Long> waits = waits(HubException.busy("busy", Duration.ofSeconds(60)));

        assertThat(waits).allMatch(wait -> wait >= 60_000 && wait <= 66_000);
        assertThat(waits).hasSizeGreaterThan(10);
    }

    @Test
    void waitsNoLongerThanItWantsWhateverTheHubAsksFor() {
        List<Long> waits = waits(HubException.busy("busy", Duration.ofDays(1)));

        assertThat(waits).allMatch(wait -> wait >= 120_000 && wait <= 132_000);
    }

    @Test
    void waitsAsItWouldHaveWhereTheHubAsksForLess() {
        List<Long> waits = waits(HubException.busy("busy", Duration.ofSeconds(-60)));

        assertThat(waits).allMatch(wait -> wait >= 500 && wait <= 1500);
    }

    @ParameterizedTest
    @CsvSource({"true, 4", "false, 10"})
    void triesAHubThatWasNeverReachedAFewTimesOnly(boolean unreached, int most) {
        Attempts quick =
                new Attempts(new Patience(10, Duration.ofMillis(1), Duration.ofMillis(2)), new SilentListener());
        AtomicInteger calls = new AtomicInteger();
        HubException failure = unreached ? HubException.unreached("away", null) : HubException.passing("away", null);

        assertThatThrownBy(() -> quick.of(() -> {
                    calls.incrementAndGet();
                    throw failure;
                }))
                .isSameAs(failure);

        assertThat(calls).hasValue(most);
    }

    @Test
    void theFewAttemptsTakeAboutTenSeconds() {
        HubException failure = HubException.unreached("away", null);

        long longest = IntStream.rangeClosed(1, 3)
                .mapToLong(attempt -> IntStream.range(0, 100)
                        .mapToLong(i -> attempts.millis(attempt, failure))
                        .max()
                        .orElseThrow())
                .sum();

        assertThat(longest).isBetween(5_000L, 10_500L);
    }

    /** Those of a hundred threads, each once. */
    private List<Long> waits(HubException failure) {
        return Stream.generate(() -> attempts.millis(1, failure))
                .limit(100)
                .distinct()
                .toList();
    }

    private record SilentListener() implements PullListener {
        @Override
        public void expect(long bytes) {}

        @Override
        public void moved(long bytes) {}

        @Override
        public void say(String line) {}
    }
}
