package io.wuerstchen.fleet.cli;

import me.tongfei.progressbar.ProgressBar;

/** A bar in megabytes, told in bytes. Safe for all threads. */
final class ByteBar implements AutoCloseable {
    private static final int MEGABYTE = 1_000_000;

    private final ProgressBar bar;
    private long bytes;

    ByteBar(Terminal terminal, String task) {
        bar = terminal.bar(task, "MB", -1);
    }

    /** So many are to come. */
    synchronized void expect(long all) {
        bar.maxHint(Math.max(1, all / MEGABYTE));
    }

    /** So many more, or fewer, are done. */
    synchronized void add(long more) {
        bytes += more;
        bar.stepTo(bytes / MEGABYTE);
    }

    @Override
    public void close() {
        bar.close();
    }
}
