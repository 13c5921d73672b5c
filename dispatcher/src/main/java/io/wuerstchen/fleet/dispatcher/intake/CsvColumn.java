package io.wuerstchen.fleet.dispatcher.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.wire.FieldNames;
import io.wuerstchen.fleet.common.wire.PromptJson;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A column by its header.
 *
 * @param name a field's, or {@code metadata.} and a name of the author's own
 */
record CsvColumn(String name) {
    private static final String METADATA = "metadata";
    private static final Set<String> NUMBERS = Set.of(
            "width", "height", "n", "seed", "prior_steps", "prior_guidance", "decoder_steps", "decoder_guidance");
    private static final Pattern SEPARATORS = Pattern.compile("[,\\s]+");
    private static final Pattern WHOLE = Pattern.compile("-?\\d{1,30}");
    private static final Pattern DECIMAL = Pattern.compile("-?\\d{1,30}\\.\\d{1,30}");

    /** The columns of a header row; throws {@link InvalidJobException} where one is unknown, doubled, or prompts are missing. */
    static List<CsvColumn> all(List<String> header) {
        List<CsvColumn> columns = new ArrayList<>();
        for (String cell : header) {
            CsvColumn column = new CsvColumn(cell == null ? "" : cell.strip());
            column.requireKnown();
            if (columns.contains(column)) {
                throw new InvalidJobException(column.name + ": two columns (expected: one)");
            }
            columns.add(column);
        }
        if (!columns.contains(new CsvColumn("prompt"))) {
            throw new InvalidJobException("prompt: no such column (expected: a header row with it)");
        }
        return columns;
    }

    /** Puts a cell where its field belongs. */
    void put(ObjectNode node, String cell) {
        if (isMetadata()) {
            node.withObjectProperty(METADATA).put(name.substring(METADATA.length() + 1), cell);
        } else if (NUMBERS.contains(name)) {
            node.set(name, number(cell.strip()));
        } else if (name.equals("save")) {
            node.set(name, list(cell));
        } else {
            node.put(name, cell);
        }
    }

    private void requireKnown() {
        if (name.startsWith(METADATA) && !isMetadata()) {
            throw new InvalidJobException(name + ": no column of its own (expected: metadata.NAME, one a value)");
        }
        if (!isMetadata()) {
            FieldNames.requireKnown("column", name, PromptJson.FIELDS);
        }
    }

    private boolean isMetadata() {
        return name.startsWith(METADATA + ".") && name.length() > METADATA.length() + 1;
    }

    /** What is no number stays a text, so that the field's own check can name it. */
    private static JsonNode number(String cell) {
        if (WHOLE.matcher(cell).matches()) {
            return JsonNodeFactory.instance.numberNode(new BigInteger(cell));
        }
        return DECIMAL.matcher(cell).matches()
                ? JsonNodeFactory.instance.numberNode(Double.parseDouble(cell))
                : JsonNodeFactory.instance.textNode(cell);
    }

    /** {@code embeddings,latents}, with commas or blanks between; {@code none} is none. */
    private static ArrayNode list(String cell) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        SEPARATORS
                .splitAsStream(cell.strip())
                .filter(item -> !item.equals("none"))
                .forEach(list::add);
        return list;
    }
}
