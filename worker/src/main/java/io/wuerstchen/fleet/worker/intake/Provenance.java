package io.wuerstchen.fleet.worker.intake;

import io.wuerstchen.fleet.common.job.Publication;

/**
 * How a job came to this worker.
 *
 * @param stranger of no batch: no dispatcher hears of what becomes of it or would publish it again
 * @param deliveries of this record so far, this one included
 */
public record Provenance(boolean stranger, Publication publication, int deliveries) {
    /** Somebody may have had this job before, and may have left objects. */
    public boolean mayStand() {
        return deliveries > 1 || publication.again();
    }
}
