package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.export.ExportListener;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;

/** Shows an export as it goes. Called by all of its threads. */
final class ExportView implements ExportListener, AutoCloseable {
    private final String batch;
    private final Terminal terminal;
    private final long start = System.nanoTime();
    private ProgressBar bar;
    private long pictures;
    private long compared;
    private long bytes;
    private boolean closed;

    ExportView(String batch, Terminal terminal) {
        this.batch = batch;
        this.terminal = terminal;
    }

    @Override
    public synchronized void begins(long rows) {
        bar = terminal.bar(batch, "rows", rows);
    }

    @Override
    public synchronized void compares(long morePictures) {
        compared += morePictures;
        bar.setExtraMessage(String.format(Locale.ROOT, " %,d pictures compared", compared));
    }

    @Override
    public synchronized void done(long moreRows, long morePictures, long moreBytes) {
        pictures += morePictures;
        bytes += moreBytes;
        double seconds = (System.nanoTime() - start) / 1e9;
        bar.stepBy(moreRows);
        bar.setExtraMessage(String.format(
                Locale.ROOT, " %,d pictures, %,.0f MB, %.1f MB/s", pictures, bytes / 1e6, bytes / 1e6 / seconds));
    }

    @Override
    public synchronized void waitsFor(long row) {
        bar.setExtraMessage(String.format(Locale.ROOT, " waits for row %d", row));
    }

    @Override
    public synchronized void close() {
        if (bar != null && !closed) {
            bar.close();
        }
        closed = true;
    }
}
