package io.wuerstchen.fleet.export.sample;

import io.wuerstchen.fleet.dispatcher.output.RowOutcome;
import java.util.List;

/**
 * Which pictures are wanted.
 *
 * @param dropped those that are near duplicates of earlier ones, where they are left out
 */
public record Selection(Where where, Splits splits, Dropped dropped) {
    /** The wanted pictures of a row, in order. */
    public List<Sample> of(RowOutcome.Committed row) {
        return Sample.of(row).stream()
                .filter(where)
                .filter(sample -> !dropped.contains(sample.row(), sample.image().index()))
                .toList();
    }
}
