package io.wuerstchen.fleet.worker.generate;

import io.wuerstchen.fleet.common.job.FailureKind;
import io.wuerstchen.fleet.common.job.StoredImage.MicroBatchRef;
import io.wuerstchen.fleet.worker.wuerstchen.Picture;

/** What came of a planned image on the device. */
public sealed interface Generated {
    PlannedImage planned();

    /** Drawn. */
    record Drawn(PlannedImage planned, Picture picture, MicroBatchRef microBatch) implements Generated {}

    /** Not to be had this time, even alone on the device. */
    record Failed(PlannedImage planned, FailureKind kind, Throwable cause) implements Generated {}
}
