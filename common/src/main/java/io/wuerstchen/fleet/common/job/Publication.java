package io.wuerstchen.fleet.common.job;

/**
 * What one record of a job says besides the job, which is the same one however often it is published.
 *
 * @param again the job may have been published before, and may have left objects
 * @param generation 0 at first; each {@code fleet retry} of a batch is one more
 * @param attempts of this generation that failed and count; 0 at first
 * @param alone shares the device with no other job, as it may take the process down with it
 */
public record Publication(boolean again, int generation, int attempts, boolean alone) {
    public static final Publication FIRST = new Publication(false, 0, 0, false);

    public Publication {
        if (generation < 0 || attempts < 0) {
            throw InvalidJobException.of(
                    "publication", "generation " + generation + ", attempts " + attempts, "0 or more each");
        }
    }
}
