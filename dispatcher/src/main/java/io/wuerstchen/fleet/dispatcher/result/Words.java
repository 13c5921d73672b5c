package io.wuerstchen.fleet.dispatcher.result;

import io.wuerstchen.fleet.common.job.JobNotice;
import io.wuerstchen.fleet.common.job.JobResult;
import java.time.Instant;

/** Hears what workers say of jobs, in the order of each partition. */
public interface Words {
    /**
     * A result.
     *
     * @param json what it was read from
     * @param said when, by the clock of the worker
     */
    void result(JobResult result, byte[] json, Instant said);

    void notice(JobNotice notice);
}
