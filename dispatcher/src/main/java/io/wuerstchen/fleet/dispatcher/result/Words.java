package io.wuerstchen.fleet.dispatcher.result;

import io.wuerstchen.fleet.common.job.JobNotice;
import io.wuerstchen.fleet.common.job.JobResult;

/** Hears what workers say of jobs, in the order of each partition. */
public interface Words {
    /** @param json what it was read from */
    void result(JobResult result, byte[] json);

    void notice(JobNotice notice);
}
