package io.wuerstchen.fleet.dispatcher.intake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.job.Prompt;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.common.wire.PromptJson;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads a JSONL file row by row, whatever its size: all it keeps is a hash of every id. A bad row is a {@link RejectedRow}
 * and never stops the ones after it. One thread only.
 */
public final class PromptReader implements AutoCloseable {
    /** Ids become names of files, and file systems stop at 255 bytes. */
    private static final int MAX_ID = 200;

    private final String file;
    private final LineReader lines;
    private final SeenIds ids = new SeenIds();
    private long row;

    private PromptReader(String file, LineReader lines) {
        this.file = file;
        this.lines = lines;
    }

    /** Throws {@link InvalidJobException} where there is no file that can be read, as {@link #next()} does. */
    public static PromptReader open(Path file) {
        return new PromptReader(file.toString(), LineReader.open(file, in -> in));
    }

    /** The next row; empty at the end. */
    public Optional<Row> next() {
        LineReader.Line line = lines.next();
        if (line == null) {
            return Optional.empty();
        }
        Row.Place place = new Row.Place(file, line.number(), row++);
        return Optional.of(line.fault() == null ? parse(place, line.text()) : reject(place, line.fault()));
    }

    @Override
    public void close() {
        lines.close();
    }

    private Row parse(Row.Place place, String text) {
        try {
            ObjectNode node = Json.parseObject(text);
            FieldNames.requireKnown(node);
            PromptRow prompt = new PromptRow(place, PromptJson.read(node));
            requireWellFormed(prompt.prompt());
            return ids.add(prompt.id()) ? prompt : repeated(prompt);
        } catch (InvalidJobException e) {
            return reject(place, e.getMessage());
        }
    }

    private static void requireWellFormed(Prompt prompt) {
        requireUnicode("prompt", prompt.text());
        requireUnicode("negative_prompt", prompt.settings().negativePrompt());
        String id = prompt.id();
        requireUnicode("id", id);
        if (id != null && (id.isEmpty() || id.length() > MAX_ID)) {
            throw InvalidJobException.of("id", id, "1 to " + MAX_ID + " characters");
        }
    }

    /** JSON can spell half a character, as in {@code "\ud83d"}, which neither a tokenizer nor a file can hold. */
    private static void requireUnicode(String field, String text) {
        if (text != null && !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new InvalidJobException(field + ": half a surrogate pair in it (expected: Unicode text)");
        }
    }

    private static RejectedRow repeated(PromptRow row) {
        String reason = InvalidJobException.of(
                        "id", row.id(), "one that no row before has; without one, a row's id is its number")
                .getMessage();
        return new RejectedRow(row.place(), row.id(), reason);
    }

    private static RejectedRow reject(Row.Place place, String reason) {
        return new RejectedRow(place, Long.toString(place.row()), reason);
    }
}
