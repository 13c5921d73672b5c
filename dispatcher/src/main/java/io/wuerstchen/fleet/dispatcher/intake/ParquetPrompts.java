package io.wuerstchen.fleet.dispatcher.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.wire.FieldNames;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.common.wire.PromptJson;
import io.wuerstchen.fleet.dispatcher.intake.LineReader.Line;
import io.wuerstchen.fleet.dispatcher.parquet.BadRowException;
import io.wuerstchen.fleet.dispatcher.parquet.ParquetRecords;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Set;

/**
 * Parquet: a row is a row, its columns the fields, {@code metadata.NAME} columns or one struct the metadata. Such a file is
 * read from its end, so what comes as a stream goes to a temporary file first.
 */
final class ParquetPrompts implements Records {
    private static final String METADATA = "metadata";
    private static final String METADATA_PREFIX = METADATA + ".";
    /** pandas makes doubles of whole numbers where some are missing. */
    private static final Set<String> WHOLE = Set.of("width", "height", "n", "seed", "prior_steps", "decoder_steps");

    private final String file;
    private final ParquetRecords records;
    private final Optional<Path> spool;
    private long number;

    private ParquetPrompts(String file, ParquetRecords records, Optional<Path> spool) {
        this.file = file;
        this.records = records;
        this.spool = spool;
    }

    /** @param path of the same bytes, if they lie on a disk as they are */
    static ParquetPrompts open(String file, BufferedInputStream in, Optional<Path> path) throws IOException {
        Optional<Path> spool = path.isPresent() ? Optional.empty() : Optional.of(spooled(in));
        try {
            in.close();
            ParquetRecords records = ParquetRecords.open(path.or(() -> spool).orElseThrow());
            return of(file, records, spool);
        } catch (IOException e) {
            delete(spool);
            throw new InvalidJobException("prompts: " + file + ": " + whole(e));
        }
    }

    private static ParquetPrompts of(String file, ParquetRecords records, Optional<Path> spool) {
        ParquetPrompts prompts = new ParquetPrompts(file, records, spool);
        try {
            prompts.requireKnownColumns();
            return prompts;
        } catch (InvalidJobException e) {
            prompts.close();
            throw e;
        }
    }

    @Override
    public Line next() {
        try {
            ObjectNode row = records.next();
            number++;
            return row == null ? null : line(row);
        } catch (BadRowException e) {
            number++;
            return new Line(number, "", e.getMessage());
        } catch (IOException e) {
            throw fault(e);
        }
    }

    private Line line(ObjectNode row) {
        byte[] text = Json.bytes(row);
        return text.length > LineReader.MAX_BYTES
                ? new Line(
                        number,
                        new String(text, 0, RejectedRow.MAX_RAW, StandardCharsets.UTF_8),
                        "row: " + text.length + " bytes as JSON (expected: at most " + LineReader.MAX_BYTES + ")")
                : new Line(number, new String(text, StandardCharsets.UTF_8), null);
    }

    @Override
    public ObjectNode fields(String text) {
        ObjectNode node = Json.object();
        Json.parseObject(text).properties().forEach(field -> put(node, field.getKey(), field.getValue()));
        return node;
    }

    @Override
    public void close() {
        try {
            records.close();
        } catch (IOException e) {
            throw fault(e);
        } finally {
            delete(spool);
        }
    }

    private InvalidJobException fault(IOException e) {
        return new InvalidJobException("prompts: " + file + " after row " + number + ": " + whole(e));
    }

    private static String whole(IOException e) {
        String message = String.valueOf(e.getMessage());
        return message.contains("(expected: ") ? message : message + " (expected: a whole file)";
    }

    private void requireKnownColumns() {
        try {
            records.columns().stream()
                    .filter(name -> !name.startsWith(METADATA_PREFIX))
                    .forEach(name -> FieldNames.requireKnown("column", name, PromptJson.FIELDS));
            if (!records.columns().contains("prompt")) {
                throw new InvalidJobException("prompt: no such column (expected: one of that name)");
            }
        } catch (InvalidJobException e) {
            throw new InvalidJobException("prompts: " + file + ": " + e.getMessage());
        }
    }

    private static void put(ObjectNode node, String name, JsonNode value) {
        if (name.startsWith(METADATA_PREFIX)) {
            node.withObjectProperty(METADATA).set(name.substring(METADATA_PREFIX.length()), value);
        } else if (name.equals(METADATA) && value instanceof ObjectNode metadata) {
            node.withObjectProperty(METADATA).setAll(metadata);
        } else {
            node.set(name, WHOLE.contains(name) ? whole(value) : value);
        }
    }

    private static JsonNode whole(JsonNode value) {
        boolean isWhole = value.isDouble() && value.doubleValue() == Math.rint(value.doubleValue());
        return isWhole && value.canConvertToLong() ? Json.object().numberNode(value.longValue()) : value;
    }

    private static Path spooled(BufferedInputStream in) throws IOException {
        Path spool = Files.createTempFile("fleet-prompts", ".parquet");
        try {
            Files.copy(in, spool, StandardCopyOption.REPLACE_EXISTING);
            return spool;
        } catch (IOException e) {
            delete(Optional.of(spool));
            throw e;
        }
    }

    private static void delete(Optional<Path> spool) {
        // Best effort: it lies among temporary files.
        spool.ifPresent(path -> path.toFile().delete());
    }
}
