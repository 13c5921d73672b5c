package io.wuerstchen.fleet.export;

/** Hears how an export goes; called by several threads at once. */
public interface ExportListener {
    /** Once, before all else. */
    void begins(long rows);

    /** Pictures are looked at for near duplicates, before shards are written. */
    void compares(long pictures);

    /** So much more is done; of shards that stood there, all at once. */
    void done(long rows, long pictures, long bytes);

    /** The row has no outcome yet; the export waits for it. */
    void waitsFor(long row);
}
