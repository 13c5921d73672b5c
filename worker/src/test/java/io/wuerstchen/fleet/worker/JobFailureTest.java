package io.wuerstchen.fleet.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.wuerstchen.fleet.common.job.FailureKind;
import org.junit.jupiter.api.Test;

class JobFailureTest {
    @Test
    void saysInOneLineWhatHappenedAndAtLengthWhere() {
        JobFailure failure =
                JobFailure.of(FailureKind.MODEL_ERROR, new IllegalStateException("shape [1, 2]\n  does not fit"));

        assertThat(failure.reason()).isEqualTo("IllegalStateException: shape [1, 2] does not fit");
        assertThat(failure.error()).contains("\tat io.wuerstchen.fleet.worker.JobFailureTest");
    }

    @Test
    void isNeverTooLongForARecord() {
        JobFailure failure = JobFailure.of(FailureKind.MODEL_ERROR, new IllegalStateException("x".repeat(1_000_000)));

        assertThat(failure.reason()).hasSize(500).endsWith("…");
        assertThat(failure.error()).hasSize(8000).endsWith("…");
    }
}
