package io.wuerstchen.fleet.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.wire.Json;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a bench found.
 *
 * @param name of the bench, as in its command
 * @param rows of one value for each column: a text, or a number
 * @param notes lines on how the figures are to be read
 */
public record BenchTable(String name, List<Column> columns, List<List<Object>> rows, List<String> notes) {
    private static final String GAP = "  ";

    public BenchTable {
        columns = List.copyOf(columns);
        rows = rows.stream().map(List::copyOf).toList();
        notes = List.copyOf(notes);
        for (List<Object> row : rows) {
            if (row.size() != columns.size()) {
                throw new IllegalArgumentException(
                        name + ": " + row.size() + " values in a row (expected: " + columns.size() + ")");
            }
        }
    }

    /** For people: the machine, a column below each heading, the notes. */
    public String text(Machine machine) {
        StringBuilder text = new StringBuilder(machine + "\n\n");
        text.append(line(IntStream.range(0, columns.size())
                .mapToObj(i -> padded(columns.get(i).heading(), i))
                .toList()));
        for (List<Object> row : rows) {
            text.append(line(IntStream.range(0, columns.size())
                    .mapToObj(i -> padded(columns.get(i).shown(row.get(i)), i))
                    .toList()));
        }
        notes.forEach(note -> text.append('\n').append(note));
        return text.append(notes.isEmpty() ? "" : "\n").toString();
    }

    /** For programs: full precision, a member for each column. */
    public ObjectNode json(Machine machine) {
        ObjectNode json = Json.object().put("bench", name);
        json.set("machine", machine.json());
        ArrayNode array = json.putArray("rows");
        for (List<Object> row : rows) {
            ObjectNode object = array.addObject();
            IntStream.range(0, columns.size())
                    .forEach(i -> object.putPOJO(columns.get(i).key(), row.get(i)));
        }
        ArrayNode lines = json.putArray("notes");
        notes.forEach(lines::add);
        return json;
    }

    private static String line(List<String> cells) {
        return cells.stream().collect(Collectors.joining(GAP)).stripTrailing() + "\n";
    }

    /** Numbers to the right, one below the other. */
    private String padded(String cell, int column) {
        String padding = " ".repeat(width(column) - cell.length());
        return columns.get(column).isText() ? cell + padding : padding + cell;
    }

    private int width(int column) {
        int widest = rows.stream()
                .mapToInt(row -> columns.get(column).shown(row.get(column)).length())
                .max()
                .orElse(0);
        return Math.max(widest, columns.get(column).heading().length());
    }

    /**
     * A column.
     *
     * @param key its name for programs
     * @param heading with the unit
     * @param decimals that people get to see; negative for a text
     */
    public record Column(String key, String heading, int decimals) {
        /** A column of words. */
        public static Column text(String key, String heading) {
            return new Column(key, heading, -1);
        }

        boolean isText() {
            return decimals < 0;
        }

        String shown(Object value) {
            return isText()
                    ? value.toString()
                    : String.format(Locale.ROOT, "%,." + decimals + "f", ((Number) value).doubleValue());
        }
    }
}
