package io.wuerstchen.fleet.common.job;

/**
 * What a worker says of a job that has not ended. The dispatcher alone publishes jobs, so it is asked to publish this one
 * again.
 *
 * @param worker id of the worker that says so
 * @param place the record that it speaks of: one that is not the job's last publication is out of date
 */
public record JobNotice(JobId id, String worker, Place place, Event event) {
    /** A record of the model's jobs topic. */
    public record Place(int partition, long offset) {}

    /** What happened. */
    public sealed interface Event {}

    /**
     * An attempt failed for a reason that lies in the job; to be published again after a while.
     *
     * @param reason one sentence for people
     * @param attempts that counted, this one included
     */
    public record Retry(FailureKind kind, String reason, int attempts) implements Event {}

    /**
     * Given back, for a reason that does not lie in the job; to be published again at once.
     *
     * @param deliveries of the record so far, this one included
     */
    public record Returned(String reason, int deliveries) implements Event {}

    /**
     * From now on the job is alone on the device: should the process die without another word, the job is suspected.
     *
     * @param process as in the worker's heartbeats, another one after each start
     */
    public record Attempting(String process) implements Event {}
}
