package io.wuerstchen.fleet.worker;

import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wuerstchen.fleet.worker.WorkerOptions.Presence;
import io.wuerstchen.fleet.worker.WorkerOptions.Work;
import java.time.Duration;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class WorkerOptionsTest {
    private static final Duration GRACE = Duration.ofSeconds(20);
    private static final Duration TIMEOUT = Duration.ofMinutes(15);

    @Test
    void refusesWhatIsOutOfRangeByName() {
        assertRefused(() -> new Work(0, 8, GRACE, TIMEOUT), "lanes: 0 (expected: 1 to 16)");
        assertRefused(() -> new Work(17, 8, GRACE, TIMEOUT), "lanes: 17 (expected: 1 to 16)");
        assertRefused(() -> new Work(2, 257, GRACE, TIMEOUT), "micro-batch: 257 (expected: 1 to 256)");
        assertRefused(() -> new Work(2, 8, Duration.ofMinutes(61), TIMEOUT), "grace: PT1H1M (expected: 0s to 60m)");
        assertRefused(
                () -> new Work(2, 8, GRACE, Duration.ofMillis(999)),
                "device-timeout: PT0.999S (expected: 1s to 1440m)");
        assertRefused(() -> presence("a b", 0), "id: a b (expected: 1 to 100 letters, digits, '.', '-' or '_')");
        assertRefused(() -> presence("", 0), "id:  (expected: 1 to 100 letters, digits, '.', '-' or '_')");
        assertRefused(() -> presence("gpu-7", 65_536), "port: 65536 (expected: 0 to 65535)");
    }

    @Test
    void takesTheLimitsThemselves() {
        assertThatNoException().isThrownBy(() -> new Work(16, 256, Duration.ZERO, Duration.ofSeconds(1)));
        assertThatNoException().isThrownBy(() -> presence("gpu_7.b-2", 65_535));
    }

    private static Presence presence(String id, int port) {
        return new Presence(Optional.of(id), "127.0.0.1", port, "0.1.0");
    }

    private static void assertRefused(ThrowingCallable making, String message) {
        assertThatThrownBy(making).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }
}
