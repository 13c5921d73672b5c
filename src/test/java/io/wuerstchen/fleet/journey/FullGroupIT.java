package io.wuerstchen.fleet.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wuerstchen.fleet.dispatcher.status.BatchReport;
import io.wuerstchen.fleet.testing.Infra;
import io.wuerstchen.fleet.testing.JobTopics;
import io.wuerstchen.fleet.testing.OddBroker;
import io.wuerstchen.fleet.testing.WithInfra;
import io.wuerstchen.fleet.worker.Worker;
import io.wuerstchen.fleet.worker.WorkerOptions.Work;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A broker whose share groups have fewer places than a fleet has lanes. */
@Timeout(180)
@WithInfra
@Tag("once")
class FullGroupIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    @Test
    void aLaneWithoutAPlaceIsReportedAndItsWorkerGoesOnWithTheOther(Infra servers) throws Exception {
        try (OddBroker broker = OddBroker.with(Map.of("group.share.max.size", "3"), directory)) {
            Infra infra = new Infra(broker.address(), servers.store());
            try (JobTopics topics = new JobTopics(infra, SimulatedFleet.MODEL);
                    SimulatedFleet fleet = new SimulatedFleet(infra, "simulated:50ms")) {
                // Given a worker with both of its lanes in the group
                Work twoLanes = new Work(2, 2, SimulatedFleet.GRACE);
                Worker first = fleet.startWorker("first", twoLanes);
                topics.awaitMembers(2);

                // When
                Worker second = fleet.startWorker("second", twoLanes);

                // Then
                topics.awaitMembers(3);
                BatchReport report = fleet.run("full", "a cat\n".repeat(60));
                assertThat(report.totals().tally().committed()).isEqualTo(60);
                assertThat(report.work().workers()).containsOnlyKeys("first", "second");
                assertThat(first.failure()).isNotDone();
                assertThat(second.failure()).isNotDone();

                // And one that gets no place at all ends, and says why
                Worker third = fleet.startWorker("third", twoLanes);
                assertThatThrownBy(() -> third.failure().get(LIMIT.toSeconds(), TimeUnit.SECONDS))
                        .hasMessageContaining("the share group is full (expected: a place for one lane");
            }
        }
    }
}
