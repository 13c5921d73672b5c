package io.wuerstchen.fleet.cli;

import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Standard error: where bars go when a person looks at it, and nothing when it is piped.
 *
 * @param watched whether a person looks; Java can't tell, the launcher does
 */
record Terminal(PrintStream stream, boolean watched) {
    private static final int REFRESH_MILLIS = 100;

    static Terminal ofUser() {
        return new Terminal(System.err, Boolean.getBoolean("fleet.terminal"));
    }

    /** A bar that the caller closes; one that shows nothing where nobody looks. */
    ProgressBar bar(String task, String unit, long max) {
        ProgressBarBuilder builder = new ProgressBarBuilder()
                .setTaskName(task)
                .setUnit(" " + unit, 1)
                .setInitialMax(max)
                .setUpdateIntervalMillis(REFRESH_MILLIS)
                .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                .showSpeed();
        builder.setConsumer(watched ? new ConsoleProgressBarConsumer(stream) : new NoBar());
        return builder.build();
    }
}
