package io.wuerstchen.fleet.worker.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.wuerstchen.fleet.worker.hub.HubSettings.Patience;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

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
