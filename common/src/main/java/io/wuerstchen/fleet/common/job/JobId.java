package io.wuerstchen.fleet.common.job;

import java.util.regex.Pattern;

/**
 * A row of a batch, the unit of which nothing may be lost.
 *
 * @param batch name of the batch: letters, digits, dot, dash and underscore, 100 at most
 * @param row place in the input, from 0
 */
public record JobId(String batch, long row) {
    public static final long MAX_ROW = 999_999_999;
    private static final Pattern BATCH = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,99}");

    public JobId {
        if (batch == null || !BATCH.matcher(batch).matches()) {
            throw InvalidJobException.of("batch", batch, "1 to 100 letters, digits, '.', '-' or '_'");
        }
        if (row < 0 || row > MAX_ROW) {
            throw InvalidJobException.of("row", row, "0 to " + MAX_ROW);
        }
    }

    /** {@code BATCH/ROW}: the key of every record on Kafka that speaks of this row. */
    @Override
    public String toString() {
        return batch + "/" + row;
    }
}
