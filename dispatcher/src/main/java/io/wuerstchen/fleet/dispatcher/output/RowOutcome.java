package io.wuerstchen.fleet.dispatcher.output;

import io.wuerstchen.fleet.common.job.JobResult;

/** What became of a row. */
public sealed interface RowOutcome {
    long row();

    /** All its pictures stand in the store; {@code parameters} of the result's outcome say what they are of. */
    record Committed(JobResult result, JobResult.Committed outcome) implements RowOutcome {
        @Override
        public long row() {
            return result.id().row();
        }
    }

    /**
     * No picture of it will come.
     *
     * @param line of the prompts file, from 1
     * @param state {@code dead}, {@code rejected} or {@code cancelled}
     * @param kind of a dead row's failure; {@code null} elsewhere
     */
    record Missing(long row, long line, String id, String state, String kind, String reason) implements RowOutcome {}

    /** Nothing yet. */
    record Open(long row) implements RowOutcome {}
}
