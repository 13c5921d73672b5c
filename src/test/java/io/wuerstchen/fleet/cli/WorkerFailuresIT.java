package io.wuerstchen.fleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.wuerstchen.fleet.common.job.FailureKind;
import io.wuerstchen.fleet.common.job.GenerationJob;
import io.wuerstchen.fleet.common.job.JobId;
import io.wuerstchen.fleet.common.job.JobNotice.Attempting;
import io.wuerstchen.fleet.common.job.JobNotice.Retry;
import io.wuerstchen.fleet.common.job.JobNotice.Returned;
import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.job.JobResult.Cancelled;
import io.wuerstchen.fleet.common.job.JobResult.Committed;
import io.wuerstchen.fleet.common.job.ModelRef;
import io.wuerstchen.fleet.common.job.Parameters;
import io.wuerstchen.fleet.common.job.Publication;
import io.wuerstchen.fleet.common.job.Settings;
import io.wuerstchen.fleet.common.wire.BatchControl;
import io.wuerstchen.fleet.testing.Infra;
import io.wuerstchen.fleet.testing.JobTopics;
import io.wuerstchen.fleet.testing.WithInfra;
import io.wuerstchen.fleet.worker.Worker;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What a worker says and does when its device or its batch ends, with real Kafka and S3; no dispatcher is there. */
@Timeout(240)
@WithInfra
@Tag("once")
@Execution(ExecutionMode.CONCURRENT)
class WorkerFailuresIT {
    private static final String MODEL = "wuerstchen-emoji";
    private static final Settings SMALL = new Settings(
            null,
            new Settings.Canvas(128, 128, 1, null),
            Settings.Stage.NONE,
            Settings.Stage.NONE,
            new Settings.Output(null, null));

    @TempDir
    private Path folder;

    @Test
    void aSuspectThatTakesItsWorkerWithItWasAnnouncedAndGoesBackUntouched(Infra infra) throws Exception {
        try (JobTopics topics = new JobTopics(infra, MODEL);
                FleetProcesses processes = new FleetProcesses(infra, folder)) {
            // Given
            Process first = processes.startWorker("first", "simulated:20ms,faults");
            topics.publish(job("crash", 0, "a cat [fault:crash]"), new Publication(true, 0, 0, true));
            assertThat(first.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(first.exitValue()).isEqualTo(134);
            assertThat(topics.awaitNotices("crash", 1).get(0).event()).isInstanceOf(Attempting.class);

            // When
            Process second = processes.startWorker("second", "simulated:20ms,faults");

            // Then
            assertThat(topics.awaitNotices("crash", 2))
                    .filteredOn(notice -> notice.worker().equals("second"))
                    .singleElement()
                    .satisfies(notice -> assertThat(notice.event()).isEqualTo(new Returned("delivered 2 times", 2)));
            assertThat(second.isAlive()).isTrue();
            assertThat(topics.results("crash")).isEmpty();
        }
    }

    @Test
    void aWorkerWhoseDeviceHangsSaysSoAndEnds(Infra infra) throws Exception {
        try (JobTopics topics = new JobTopics(infra, MODEL);
                FleetProcesses processes = new FleetProcesses(infra, folder)) {
            // Given
            topics.publish(job("hang", 0, "a cat [fault:hang]"), job("hang", 1, "a dog"));

            // When
            Process worker = processes.startWorker("hung", "simulated:20ms,faults", "--device-timeout", "1s");

            // Then
            assertThat(topics.awaitNotices("hang", 2)).allSatisfy(notice -> assertThat(notice.event())
                    .isInstanceOfSatisfying(
                            Retry.class, retry -> assertThat(retry.kind()).isEqualTo(FailureKind.TIMEOUT)));
            assertThat(worker.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(worker.exitValue()).isEqualTo(7);
            assertThat(processes.text("hung")).contains("fleet: the device has not come back for ");

            // And the one that was with it is drawn by the next worker
            topics.publish(job("hang", 1, "a dog"), new Publication(true, 0, 1, false));
            processes.startWorker("next", "simulated:20ms,faults", "--device-timeout", "1s");
            assertThat(topics.awaitResults("hang", 1).get(0).outcome()).isInstanceOf(Committed.class);
        }
    }

    @Test
    void whatWaitsOfACancelledBatchEndsWithinSeconds(Infra infra) {
        try (JobTopics topics = new JobTopics(infra, MODEL);
                Worker worker = new InfraCommands(infra).startWorker("simulated:3s")) {
            // Given
            assertThat(worker.card().model().name()).isEqualTo(MODEL);
            for (int row = 0; row < 40; row++) {
                topics.publish(job("cancelled", row, "a cat"), Publication.FIRST);
            }
            topics.awaitResults("cancelled", 1);

            // When
            topics.say(new BatchControl("cancelled", BatchControl.State.CANCELLED, 0));

            // Then
            List<JobResult> results = topics.awaitResults("cancelled", 40);
            assertThat(results)
                    .filteredOn(result -> result.outcome() instanceof Cancelled)
                    .hasSizeGreaterThan(8);
            assertThat(results)
                    .allMatch(result -> result.outcome() instanceof Cancelled || result.outcome() instanceof Committed);
        }
    }

    private static GenerationJob job(String batch, long row, String prompt) {
        Parameters parameters = Parameters.of(prompt, SMALL.over(Settings.BUILT_IN), row);
        return new GenerationJob(
                new GenerationJob.Origin(new JobId(batch, row), "id-" + row, Map.of()),
                ModelRef.simulated(MODEL),
                parameters);
    }
}
