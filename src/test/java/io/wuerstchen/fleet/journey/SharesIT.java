package io.wuerstchen.fleet.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.wuerstchen.fleet.dispatcher.status.BatchReport;
import io.wuerstchen.fleet.testing.Infra;
import io.wuerstchen.fleet.testing.JobTopics;
import io.wuerstchen.fleet.testing.WithInfra;
import io.wuerstchen.fleet.worker.WorkerOptions.Work;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/** How a batch is spread over a fleet; alone, because workers that other tests hold up get less. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
@WithInfra
@Tag("once")
@Isolated
class SharesIT {
    private static final int PARTITIONS = 12;
    /** As many as a worker has by default: each partition is then shared by several workers. */
    private static final int LANES = 6;

    @Test
    void jobsOfOneShapeReachAllWorkersAlike(Infra infra) {
        // Given
        int rows = 960;
        int workers = 8;
        try (JobTopics topics = new JobTopics(infra, SimulatedFleet.MODEL);
                SimulatedFleet fleet = new SimulatedFleet(infra, "simulated:300ms")) {
            fleet.startWorkers(workers, new Work(LANES, 2, SimulatedFleet.GRACE));
            topics.awaitMembers(LANES * workers);

            // When
            BatchReport report = fleet.run("alike", "a cat\n".repeat(rows));

            // Then
            assertThat(report.totals().tally().committed()).isEqualTo(rows);
            assertThat(report.work().workers()).hasSize(workers);
            double mean = (double) rows / workers;
            assertThat(report.work().workers().values())
                    .allSatisfy(share -> assertThat((double) share).isBetween(0.8 * mean, 1.2 * mean));
        }
    }

    @Test
    void moreWorkersThanPartitionsAllWork(Infra infra) {
        // Given
        int rows = 180;
        int workers = PARTITIONS + 3;
        try (JobTopics topics = new JobTopics(infra, SimulatedFleet.MODEL);
                SimulatedFleet fleet = new SimulatedFleet(infra, "simulated:50ms")) {
            fleet.startWorkers(workers, new Work(1, 1, SimulatedFleet.GRACE));
            topics.awaitMembers(workers);

            // When
            BatchReport report = fleet.run("many", "a cat\n".repeat(rows));

            // Then
            assertThat(report.totals().tally().committed()).isEqualTo(rows);
            assertThat(report.work().workers()).hasSize(workers);
        }
    }
}
