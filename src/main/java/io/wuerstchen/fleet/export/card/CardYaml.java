package io.wuerstchen.fleet.export.card;

import io.wuerstchen.fleet.dispatcher.parquet.ParquetColumn;
import io.wuerstchen.fleet.dispatcher.parquet.ParquetColumn.Kind;
import io.wuerstchen.fleet.export.card.DatasetFacts.Split;
import java.util.List;
import java.util.Map;

/**
 * The head of a card for the Hugging Face hub and {@code datasets}: which files are which split, and the type of every field,
 * so that nobody guesses them from the first few samples.
 */
final class CardYaml {
    private static final List<String> SIZES =
            List.of("n<1K", "1K<n<10K", "10K<n<100K", "100K<n<1M", "1M<n<10M", "10M<n<100M", "100M<n<1B");
    private static final Map<String, String> IMAGES = Map.of("png", "image", "jpg", "image", "webp", "image");

    private final DatasetFacts facts;
    private final StringBuilder text = new StringBuilder();

    CardYaml(DatasetFacts facts) {
        this.facts = facts;
    }

    String text() {
        line("---");
        line("license: " + facts.source().licence());
        line("pretty_name: \"" + facts.source().batch() + "\"");
        line("task_categories:\n- text-to-image");
        line("size_categories:\n- " + size());
        line("tags:\n- synthetic\n- wuerstchen\n- webdataset");
        configs();
        features();
        line("---");
        return text.toString();
    }

    private void configs() {
        List<Split> filled =
                facts.splits().stream().filter(split -> split.shards() > 0).toList();
        if (filled.isEmpty()) {
            return; // of a pattern that no file has, readers say that the dataset is broken
        }
        line("configs:\n- config_name: default\n  data_files:");
        for (Split split : filled) {
            line("  - split: " + split.shownName());
            line("    path: \"" + split.pattern(".tar") + "\"");
        }
    }

    private void features() {
        line("dataset_info:\n  config_name: default\n  features:");
        for (String ending : facts.contents().endings()) {
            if (ending.equals("json")) {
                line("  - name: json\n    struct:");
                facts.contents().columns().forEach(this::field);
            } else {
                line("  - name: " + ending + "\n    dtype: " + IMAGES.getOrDefault(ending, type(ending)));
            }
        }
        line("  - name: __key__\n    dtype: string\n  - name: __url__\n    dtype: string");
    }

    private void field(ParquetColumn column) {
        line("    - name: \"" + column.name().replace("\\", "\\\\").replace("\"", "\\\"") + "\"");
        line("      dtype: " + dtype(column.kind()));
    }

    private static String type(String ending) {
        return ending.equals("txt") ? "string" : "binary";
    }

    private static String dtype(Kind kind) {
        return switch (kind) {
            case TEXT -> "string";
            case INTEGER -> "int32";
            case LONG -> "int64";
            case DOUBLE -> "float64";
            case BOOLEAN -> "bool";
        };
    }

    private String size() {
        int size = 0;
        for (long most = 1000; facts.samples() >= most && size < SIZES.size() - 1; most *= 10) {
            size++;
        }
        return SIZES.get(size);
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
