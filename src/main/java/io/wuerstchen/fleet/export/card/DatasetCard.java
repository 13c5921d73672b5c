package io.wuerstchen.fleet.export.card;

import io.wuerstchen.fleet.dispatcher.parquet.ParquetColumn;
import io.wuerstchen.fleet.export.card.DatasetFacts.Split;
import io.wuerstchen.fleet.export.sample.SampleColumns;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code README.md} of a dataset. Nothing of time or machine is in it. */
public final class DatasetCard {
    public static final String NAME = "README.md";

    private DatasetCard() {}

    public static String of(DatasetFacts facts) {
        return String.join(
                "\n", new CardYaml(facts).text(), head(facts), counts(facts), use(facts), made(facts), columns(facts));
    }

    private static String head(DatasetFacts facts) {
        String model = facts.source().model().simulated()
                ? "No model drew them: they are patterns of a simulated device."
                : "They were made by a model, `" + facts.source().model().name()
                        + "`; each says so in its XMP (IPTC `trainedAlgorithmicMedia`).";
        return format(
                """
                # %s

                %,d pictures with their prompts, %s. %s

                | | |
                |---|---|
                | model | `%s` |
                | its weights | `%s` |
                | its licence | %s |
                | licence of this dataset | %s |
                """,
                facts.source().batch(),
                facts.samples(),
                size(facts.bytes()),
                model,
                facts.source().model().name(),
                facts.source().model().digest(),
                licence(facts.source().modelLicence(), "--model-license"),
                licence(facts.source().licence(), "--license"));
    }

    private static String licence(String name, String option) {
        return name.equals("unknown") ? "not stated (`" + option + "` states it)" : "`" + name + "`";
    }

    private static String counts(DatasetFacts facts) {
        StringBuilder text =
                new StringBuilder("## What is in it\n\n| split | shards | pictures | bytes |\n|---|---|---|---|\n");
        for (Split split : facts.splits()) {
            text.append(format(
                    "| %s | %d | %,d | %s |\n",
                    split.shownName(), split.shards(), split.samples(), size(split.bytes())));
        }
        text.append("\nRows of the batch: ").append(list(facts.counts().rows())).append(". ");
        text.append("Those without a picture are in `missing.parquet`, with the reason.\n");
        if (!facts.counts().leftOut().isEmpty()) {
            text.append("Pictures left out: ")
                    .append(list(facts.counts().leftOut()))
                    .append(".\n");
        }
        return text.toString();
    }

    private static String use(DatasetFacts facts) {
        Split first = facts.splits().stream()
                .filter(split -> split.shards() > 0)
                .findFirst()
                .orElse(facts.splits().get(0));
        return format(
                """
                ## How to read it

                ```python
                import datasets, webdataset
                datasets.load_dataset("DIR")                                                      # this folder
                datasets.load_dataset("parquet", data_files="DIR/%s")                  # all but the pictures
                webdataset.WebDataset("DIR/%s{00000..%05d}.tar", shardshuffle=False).decode("pil")
                ```

                A sample has the files `KEY.ENDING`, with the endings %s. Beside each shard lie its table (`.parquet`) and its counts
                (`_stats.json`), in `sheets/` a contact sheet. `index.json` has size and SHA-256 of every file; `fleet export --verify DIR`
                holds the files to it. `croissant.json` is the same for machines.
                """,
                first.pattern(".parquet"),
                first.name().isEmpty() ? "" : first.name() + "/",
                Math.max(0, first.shards() - 1),
                facts.contents().endings().stream()
                        .map(ending -> "`" + ending + "`")
                        .collect(Collectors.joining(", ")));
    }

    private static String made(DatasetFacts facts) {
        StringBuilder text = new StringBuilder(
                "## How it was made\n\n```sh\n" + facts.command() + "\n```\n\n| pictures | parameters |\n|---|---|\n");
        facts.counts().parameters().forEach((set, count) -> text.append(format("| %,d | `%s` |\n", count, set)));
        if (facts.counts().more()) {
            text.append("| | and others, in the tables |\n");
        }
        return text.toString();
    }

    private static String columns(DatasetFacts facts) {
        String rows =
                facts.contents().columns().stream().map(DatasetCard::column).collect(Collectors.joining("\n"));
        return "## Columns\n\nVersion " + SampleColumns.VERSION
                + " of the schema; `KEY.json` has the same fields.\n\n| column | type |\n|---|---|\n" + rows + "\n";
    }

    private static String column(ParquetColumn column) {
        return "| `" + column.name() + "` | " + column.kind().typeName() + " |";
    }

    private static String list(Map<String, Long> counts) {
        return counts.entrySet().stream()
                .map(entry -> format("%,d %s", entry.getValue(), entry.getKey()))
                .collect(Collectors.joining(", "));
    }

    private static String size(long bytes) {
        if (bytes < 10_000_000) {
            return format("%,d bytes", bytes);
        }
        return bytes < 10_000_000_000L ? format("%,d MB", bytes / 1_000_000) : format("%,d GB", bytes / 1_000_000_000);
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
