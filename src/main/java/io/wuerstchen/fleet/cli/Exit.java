package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.dispatcher.status.BatchReport;

/** What a command's exit code says to a script; {@code fleet --help} and configuration.md say it to people. */
final class Exit {
    static final int OK = 0;
    /** Something that nobody foresaw. */
    static final int FAILED = 1;

    static final int WRONG_USE = 2;
    /** A batch has ended, and not all of its rows are committed. */
    static final int IMPERFECT = 3;

    static final int INTERRUPTED = 4;
    /** Kafka, S3 or the hub can't be reached, or refuses what it is asked. */
    static final int AWAY = 5;
    /** Another dispatcher has taken the batch over: nothing is to be mended, and nothing to be tried again. */
    static final int TAKEN_OVER = 6;
    /** A worker's device hangs or is lost: only another process can use it again. */
    static final int DEVICE_LOST = 7;

    private Exit() {}

    /** Of a command that ran a batch. */
    static int of(BatchReport report) {
        if (!report.finished()) {
            return INTERRUPTED;
        }
        return report.perfect() ? OK : IMPERFECT;
    }
}
