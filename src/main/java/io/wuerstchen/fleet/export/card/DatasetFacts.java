package io.wuerstchen.fleet.export.card;

import io.wuerstchen.fleet.common.job.ModelRef;
import io.wuerstchen.fleet.dispatcher.parquet.ParquetColumn;
import java.util.List;
import java.util.Map;

/**
 * All that a card says.
 *
 * @param command that makes the same dataset again
 */
public record DatasetFacts(Source source, Counts counts, List<Split> splits, Contents contents, String command) {
    /**
     * Where it comes from.
     *
     * @param licence of the dataset, {@code modelLicence} of the model: as Hugging Face names them
     */
    public record Source(String batch, ModelRef model, String licence, String modelLicence) {}

    /**
     * @param rows of the batch, by what became of them
     * @param leftOut pictures, by why they are not in it; without those of which there are none
     * @param parameters pictures by what they were made with
     * @param more whether there are more sets of parameters than these
     */
    public record Counts(
            Map<String, Long> rows, Map<String, Long> leftOut, Map<String, Long> parameters, boolean more) {}

    /** @param name empty where there is one split alone */
    public record Split(String name, int shards, long samples, long bytes) {
        /** Readers of datasets want a name for every split. */
        String shownName() {
            return name.isEmpty() ? "train" : name;
        }

        /** The files of the split with this ending. */
        String pattern(String ending) {
            return (name.isEmpty() ? "" : name + "/") + "[0-9]*" + ending;
        }
    }

    /** @param endings of a sample's files */
    public record Contents(List<ParquetColumn> columns, List<String> endings) {}

    long samples() {
        return splits.stream().mapToLong(Split::samples).sum();
    }

    long bytes() {
        return splits.stream().mapToLong(Split::bytes).sum();
    }
}
