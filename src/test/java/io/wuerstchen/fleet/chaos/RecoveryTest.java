package io.wuerstchen.fleet.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.wuerstchen.fleet.chaos.check.Evidence;
import io.wuerstchen.fleet.chaos.check.RawResult;
import io.wuerstchen.fleet.chaos.check.Recorded;
import io.wuerstchen.fleet.chaos.check.Spoken;
import io.wuerstchen.fleet.chaos.nemesis.FiredFault;
import io.wuerstchen.fleet.chaos.plan.FaultKind;
import io.wuerstchen.fleet.chaos.plan.PlannedFault;
import io.wuerstchen.fleet.chaos.proxy.LoggedRequest;
import io.wuerstchen.fleet.chaos.proxy.LoggedRequest.Answer;
import io.wuerstchen.fleet.chaos.proxy.LoggedRequest.Body;
import io.wuerstchen.fleet.common.job.JobId;
import io.wuerstchen.fleet.common.job.JobResult.Committed;
import io.wuerstchen.fleet.common.job.StoredImage;
import io.wuerstchen.fleet.common.job.StoredImage.Artifact;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecoveryTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final Evidence evidence = new Evidence(
            List.of(),
            List.of(
                    put("worker-1", "a", 1, 200, ""),
                    put("worker-2", "b", 12, 200, ""),
                    put("worker-1", "c", 14, 200, "LOSE_ANSWER"),
                    put("worker-1", "c", 17, 412, ""),
                    put("dispatcher-2", "owner", 25, 200, "")),
            new Spoken(
                    List.of(committed("done before", 2), committed("b", 13), committed("c", 16)), List.of(), List.of()),
            List.of(),
            Recorded.NOTHING);
    private final Recovery recovery = new Recovery(evidence);

    @Test
    void aWorkerIsBackWithItsNextWholePut() {
        assertThat(recovery.of(fault(FaultKind.KILL_WORKER, "worker-1"))).contains(Duration.ofSeconds(7));
    }

    @Test
    void aDispatcherIsBackWithTheNextPutOfAnyDispatcher() {
        assertThat(recovery.of(fault(FaultKind.KILL_DISPATCHER, "dispatcher-1")))
                .contains(Duration.ofSeconds(15));
    }

    @Test
    void aBrokerIsBackWithTheNextResult() {
        assertThat(recovery.of(fault(FaultKind.KILL_BROKER, "kafka"))).contains(Duration.ofSeconds(3));
    }

    @Test
    void aBrokenPictureIsMendedWhenItsRowIsCommitted() {
        assertThat(recovery.of(fault(FaultKind.LOSE_ANSWER, "c"))).contains(Duration.ofSeconds(6));
        assertThat(recovery.of(fault(FaultKind.LOSE_ANSWER, "done before"))).contains(Duration.ZERO);
    }

    @Test
    void aBrokenRequestOfADispatcherIsMendedWithTheNextPutOfAnyDispatcher() {
        assertThat(recovery.of(fault(FaultKind.CUT_REQUEST, "owner"))).contains(Duration.ofSeconds(15));
    }

    private static FiredFault fault(FaultKind kind, String target) {
        PlannedFault planned = new PlannedFault(1, kind, Duration.ZERO, Duration.ZERO, 0);
        return new FiredFault(planned, target, START.plusSeconds(10), true);
    }

    private static RawResult committed(String key, int second) {
        StoredImage image = new StoredImage(0, 7, List.of(new Artifact("image", key, "hash", 1)), null, List.of());
        return new RawResult(
                START.plusSeconds(second), new JobId("b", 0), "worker-2", new Committed(null, List.of(image), 1));
    }

    private static LoggedRequest put(String client, String key, int second, int status, String fault) {
        Instant at = START.plusSeconds(second);
        return new LoggedRequest(client, "PUT", key, Body.NONE, new Answer(status, at, at, at, fault));
    }
}
