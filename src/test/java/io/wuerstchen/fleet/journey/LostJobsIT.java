package io.wuerstchen.fleet.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wuerstchen.fleet.dispatcher.status.BatchReport;
import io.wuerstchen.fleet.testing.Infra;
import io.wuerstchen.fleet.testing.JobTopics;
import io.wuerstchen.fleet.testing.WithInfra;
import io.wuerstchen.fleet.worker.Worker;
import io.wuerstchen.fleet.worker.WorkerOptions.Work;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Jobs that are gone from Kafka behind the fleet's back: the dispatcher misses them, and publishes them again. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
@WithInfra
@Tag("once")
@Execution(ExecutionMode.CONCURRENT)
class LostJobsIT {
    private static final int ROWS = 120;

    @Test
    void deletedRecordsAreMissedAndPublishedAgain(Infra infra) throws Exception {
        try (JobTopics topics = new JobTopics(infra, SimulatedFleet.MODEL);
                SimulatedFleet fleet = new SimulatedFleet(infra, "simulated:500ms")) {
            fleet.startWorkers(1, new Work(2, 4, SimulatedFleet.GRACE));
            CompletableFuture<BatchReport> run =
                    CompletableFuture.supplyAsync(() -> fleet.run("deleted", "a cat\n".repeat(ROWS)));
            await().atMost(Duration.ofSeconds(60)).until(() -> topics.jobs().size() >= ROWS);

            topics.deleteJobs();

            BatchReport report = run.get(150, TimeUnit.SECONDS);
            assertThat(report.totals().tally().committed()).isEqualTo(ROWS);
            assertThat(report.totals().swept()).isPositive();
        }
    }

    @Test
    void aTopicThatIsMadeAnewIsFilledAgain(Infra infra) throws Exception {
        try (JobTopics topics = new JobTopics(infra, SimulatedFleet.MODEL);
                SimulatedFleet fleet = new SimulatedFleet(infra, "simulated:500ms")) {
            fleet.startWorkers(1, new Work(2, 4, SimulatedFleet.GRACE));
            CompletableFuture<BatchReport> run =
                    CompletableFuture.supplyAsync(() -> fleet.run("anew", "a cat\n".repeat(ROWS)));
            await().atMost(Duration.ofSeconds(60)).until(() -> topics.jobs().size() >= ROWS);

            topics.makeJobsAnew();

            BatchReport report = run.get(150, TimeUnit.SECONDS);
            assertThat(report.totals().tally().committed()).isEqualTo(ROWS);
            assertThat(report.totals().swept()).isPositive();
        }
    }

    @Test
    void noJobIsMissedWhoseResultLiesInAPartitionThatTheTopicGotMeanwhile(Infra infra) throws Exception {
        try (JobTopics topics = new JobTopics(infra, SimulatedFleet.MODEL);
                SimulatedFleet fleet = new SimulatedFleet(infra, "simulated:500ms")) {
            Work work = new Work(2, 4, SimulatedFleet.GRACE);
            Worker before = fleet.startWorker("before", work);
            CompletableFuture<BatchReport> run =
                    CompletableFuture.supplyAsync(() -> fleet.run("grown", "a cat\n".repeat(ROWS)));
            await().atMost(Duration.ofSeconds(60)).until(() -> topics.jobs().size() >= ROWS);
            before.close();

            topics.growResults();

            // A worker that was there before would go on with the partitions that it knows for minutes.
            fleet.startWorker("after", work);
            BatchReport report = run.get(150, TimeUnit.SECONDS);
            assertThat(report.totals().tally().committed()).isEqualTo(ROWS);
            assertThat(report.totals().swept()).isZero();
        }
    }

    /** As it does where a process is stopped in the middle of a transaction for a minute. */
    @Test
    void aDispatcherWhoseProducerKafkaHasGivenUpGoesOnWithAnother(Infra infra) throws Exception {
        int rows = 600;
        try (JobTopics topics = new JobTopics(infra, SimulatedFleet.MODEL);
                SimulatedFleet fleet = new SimulatedFleet(infra, "simulated:50ms")) {
            fleet.startWorkers(1, new Work(2, 4, SimulatedFleet.GRACE));
            CompletableFuture<BatchReport> run =
                    CompletableFuture.supplyAsync(() -> fleet.run("given-up", "a cat\n".repeat(rows)));
            topics.awaitResults("given-up", 8);

            topics.fence("given-up");

            BatchReport report = run.get(150, TimeUnit.SECONDS);
            assertThat(report.totals().tally().committed()).isEqualTo(rows);
            assertThat(topics.jobs()).hasSize(rows);
        }
    }
}
