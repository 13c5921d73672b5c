package io.wuerstchen.fleet.dispatcher.result;

import io.wuerstchen.fleet.common.job.JobNotice;
import io.wuerstchen.fleet.common.job.JobResult;

/** Hears what workers say of jobs, in the order of each partition. */
public interface Words {
    void result(JobResult result);

    void notice(JobNotice notice);
}
