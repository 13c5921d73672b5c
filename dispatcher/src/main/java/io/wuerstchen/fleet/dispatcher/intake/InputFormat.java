package io.wuerstchen.fleet.dispatcher.intake;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How rows are written. */
enum InputFormat {
    JSONL,
    CSV,
    TSV,
    TEXT,
    PARQUET;

    private static final String PARQUET_MAGIC = "PAR1";

    /** What the extension says, below that of a compression. */
    static Optional<InputFormat> ofName(String name) {
        String plain = name.toLowerCase(Locale.ROOT).replaceFirst("\\.(gz|zst)$", "");
        return switch (plain.substring(plain.lastIndexOf('.') + 1)) {
            case "jsonl", "ndjson", "json" -> Optional.of(JSONL);
            case "csv" -> Optional.of(CSV);
            case "tsv" -> Optional.of(TSV);
            case "txt" -> Optional.of(TEXT);
            case "parquet", "pq" -> Optional.of(PARQUET);
            default -> Optional.empty();
        };
    }

    /** What the beginning looks like: an object, Parquet, a header row that has {@code prompt} in it, or else plain prompts. */
    static InputFormat ofBeginning(byte[] head) {
        String text = new String(head, StandardCharsets.UTF_8)
                .replaceFirst("^\uFEFF", "")
                .stripLeading();
        if (text.startsWith("{") || text.startsWith("[")) {
            return JSONL;
        }
        if (text.startsWith(PARQUET_MAGIC)) {
            return PARQUET;
        }
        String first = text.lines().findFirst().orElse("");
        if (isHeader(first, "\t")) {
            return TSV;
        }
        return isHeader(first, ",") ? CSV : TEXT;
    }

    /** The records of {@code in}, which they close in the end; {@code path} is where the same bytes lie, if they do. */
    Records records(String file, BufferedInputStream in, Optional<Path> path) throws IOException {
        LineReader lines = new LineReader(file, in);
        return switch (this) {
            case JSONL -> new JsonRecords(lines);
            case CSV -> CsvRecords.open(lines, ',');
            case TSV -> CsvRecords.open(lines, '\t');
            case TEXT -> new TextRecords(lines);
            case PARQUET -> ParquetPrompts.open(file, in, path);
        };
    }

    private static boolean isHeader(String line, String delimiter) {
        return Arrays.stream(line.split(delimiter, -1))
                .anyMatch(cell -> cell.replace("\"", "").strip().equals("prompt"));
    }
}
