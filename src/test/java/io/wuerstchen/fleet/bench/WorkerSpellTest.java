package io.wuerstchen.fleet.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WorkerSpellTest {
    private static final WorkerMoment FROM =
            new WorkerMoment(1_000_000_000, Duration.ofMillis(500), new MachineCpu(300, 1000), MetricsPage.parse("""
                    # HELP fleet_jobs_total Jobs settled
                    # TYPE fleet_jobs_total counter
                    fleet_jobs_total{outcome="committed"} 10.0
                    fleet_device_busy_seconds_total 1.0
                    fleet_device_idle_seconds_total 3.0
                    fleet_device_gap_seconds_bucket{le="0.005"} 3
                    fleet_device_gap_seconds_bucket{le="0.02"} 10
                    fleet_device_gap_seconds_bucket{le="+Inf"} 10
                    fleet_device_gap_seconds_count 10
                    fleet_device_gap_seconds_sum 0.1
                    """));
    private static final WorkerMoment TO =
            new WorkerMoment(5_000_000_000L, Duration.ofMillis(800), new MachineCpu(500, 1800), MetricsPage.parse("""
                    fleet_jobs_total{outcome="committed"} 48.0
                    fleet_jobs_total{outcome="dead"} 2.0
                    fleet_device_busy_seconds_total 4.9
                    fleet_device_idle_seconds_total 3.1
                    fleet_device_thread_cpu_seconds_total 0.1
                    fleet_device_gap_seconds_bucket{le="0.005"} 20
                    fleet_device_gap_seconds_bucket{le="0.02"} 209
                    fleet_device_gap_seconds_bucket{le="+Inf"} 210
                    fleet_device_gap_seconds_count 210
                    fleet_device_gap_seconds_sum 0.5
                    fleet_micro_batch_images_count{resolution="128x128"} 4
                    fleet_micro_batch_images_sum{resolution="128x128"} 30.0
                    fleet_micro_batch_images_count{resolution="256x128"} 1
                    fleet_micro_batch_images_sum{resolution="256x128"} 5.0
                    fleet_upload_seconds_count 40
                    fleet_upload_seconds_sum 0.2
                    fleet_encode_seconds_count 40
                    fleet_encode_seconds_sum 0.1
                    """));

    private final WorkerSpell spell = new WorkerSpell(FROM, TO);

    @Test
    void countsWhatHappenedBetweenTheMoments() {
        assertThat(spell.seconds()).isEqualTo(4);
        assertThat(spell.jobsPerSecond()).isEqualTo(10);
        assertThat(spell.drawingMillisPerJob()).isEqualTo(2.5);
        assertThat(spell.cpuMillisPerJob()).isEqualTo(5);
        assertThat(spell.machineShare()).isEqualTo(0.75);
        assertThat(spell.busyShare()).isCloseTo(0.975, within(1e-9));
    }

    @Test
    void tellsOfGapsTheMeanAndWhatNearlyAllStayBelow() {
        assertThat(spell.gapMillis()).isCloseTo(2, within(1e-9));
        assertThat(spell.longGapMillis()).isEqualTo(20);
    }

    @Test
    void readsTheMachinesTicksAndCountsWaitingForDisksAsIdle() {
        assertThat(MachineCpu.parse("cpu  100 0 50 700 100 0 30 20 5 0")).isEqualTo(new MachineCpu(800, 1000));
    }

    @Test
    void refusesASpellInWhichNothingWasDone() {
        assertThatThrownBy(() -> new WorkerSpell(TO, TO))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("did not grow while the worker was measured");
    }

    @Test
    void takesAllResolutionsTogether() {
        assertThat(spell.microBatchImages()).isEqualTo(7);
    }

    @Test
    void givesMeansOfTimers() {
        assertThat(spell.putMillis()).isCloseTo(5, within(1e-9));
        assertThat(spell.encodeMillis()).isCloseTo(2.5, within(1e-9));
    }
}
