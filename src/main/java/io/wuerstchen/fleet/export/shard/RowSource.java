package io.wuerstchen.fleet.export.shard;

import io.wuerstchen.fleet.dispatcher.output.BatchRows;

/** Opens a batch at a row; whoever asks closes what it gives. */
public interface RowSource {
    BatchRows from(long row);
}
