package io.wuerstchen.fleet.export;

/**
 * How an export ended.
 *
 * @param finished whether the index stands; else rows are open, and the same export goes on
 */
public record ExportReport(boolean finished, int shards, Counts counts, long bytes) {
    /**
     * What became of rows and pictures.
     *
     * @param committed rows
     * @param missing rows without a picture: dead, rejected or cancelled
     * @param samples pictures in shards
     * @param leftOut pictures that {@code --where} left out
     * @param nearDuplicates pictures that were dropped, or else only found
     */
    public record Counts(long committed, long missing, long samples, long leftOut, long nearDuplicates) {}
}
