package io.wuerstchen.fleet.dispatcher.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.job.Prompt;
import io.wuerstchen.fleet.common.wire.FieldNames;
import io.wuerstchen.fleet.common.wire.PromptJson;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads prompts row by row, whatever their number: all it keeps is {@link SeenIds}. A bad row is a {@link RejectedRow} and
 * never stops the ones after it. One thread only.
 */
public final class PromptReader implements AutoCloseable {
    /** Ids become names of files, and file systems stop at 255 bytes. */
    private static final int MAX_ID = 200;
    /** Enough for a header row of long names. */
    private static final int BEGINNING = 4096;

    private final String file;
    private final Records records;
    private final RowCheck check;
    private final SeenIds ids = new SeenIds();
    private long row;

    private PromptReader(String file, Records records, RowCheck check) {
        this.file = file;
        this.records = records;
        this.check = check;
    }

    /** Throws {@link InvalidJobException} where there is nothing that can be read, as {@link #next()} does. */
    public static PromptReader open(PromptSource source, RowCheck check) {
        InputStream raw = source.open();
        try {
            BufferedInputStream in = Decompression.open(raw);
            Optional<Path> plain = Decompression.isPlain(in) ? source.opener().file() : Optional.empty();
            Records records = format(source.name(), in).records(source.name(), in, plain);
            return new PromptReader(source.name(), records, check);
        } catch (IOException | InvalidJobException e) {
            close(raw, e);
            throw e instanceof InvalidJobException known
                    ? known
                    : new InvalidJobException(
                            "prompts: " + source.name() + ": " + e.getMessage() + " (expected: a whole file)");
        }
    }

    /** The next row; empty at the end. */
    public Optional<Row> next() {
        LineReader.Line line = records.next();
        if (line == null) {
            return Optional.empty();
        }
        Row.Place place = new Row.Place(file, line.number(), row++);
        return Optional.of(line.fault() == null ? parse(place, line.text()) : rejected(place, line));
    }

    @Override
    public void close() {
        records.close();
    }

    private static InputFormat format(String name, BufferedInputStream in) throws IOException {
        Optional<InputFormat> named = InputFormat.ofName(name);
        return named.isPresent() ? named.get() : InputFormat.ofBeginning(Decompression.peek(in, BEGINNING));
    }

    private static void close(InputStream in, Exception cause) {
        try {
            in.close();
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    private static Row rejected(Row.Place place, LineReader.Line line) {
        return new RejectedRow(place, number(place), line.fault(), line.text());
    }

    private Row parse(Row.Place place, String text) {
        ObjectNode node = null;
        try {
            node = records.fields(text);
            FieldNames.requireKnown(node, PromptJson.FIELDS);
            Prompt prompt = PromptJson.read(node);
            requireWellFormed(prompt);
            check.require(prompt);
            requireNew(place, prompt);
            return new PromptRow(place, prompt);
        } catch (InvalidJobException e) {
            return new RejectedRow(place, id(place, node), e.getMessage(), text);
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

    private void requireNew(Row.Place place, Prompt prompt) {
        boolean isNew = prompt.id() == null ? ids.addNumber(place.row()) : ids.add(prompt.id());
        if (!isNew) {
            throw InvalidJobException.of(
                    "id",
                    prompt.id() == null ? number(place) : prompt.id(),
                    "one that no row before has; without one, a row's id is its number");
        }
    }

    /** The author's own as far as it can be read: it is what a rejected row is looked for by. */
    private static String id(Row.Place place, ObjectNode node) {
        JsonNode id = node == null ? null : node.get("id");
        boolean legible = id != null && id.isTextual() && !id.textValue().isEmpty();
        return legible
                ? id.textValue().substring(0, Math.min(MAX_ID, id.textValue().length()))
                : number(place);
    }

    private static String number(Row.Place place) {
        return Long.toString(place.row());
    }
}
