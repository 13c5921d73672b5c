package io.wuerstchen.fleet.common.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;

/** What is not the same in two objects, for people: {@code prior_steps 20 there, 30 here}. */
public final class JsonDifference {
    private static final int MAX_LENGTH = 60;

    private JsonDifference() {}

    /** Every field that differs, those of fields that are objects too; empty where none does. */
    public static String words(ObjectNode there, ObjectNode here) {
        StringJoiner words = new StringJoiner("; ");
        add(words, there, here);
        return words.toString();
    }

    private static void add(StringJoiner words, JsonNode there, JsonNode here) {
        Set<String> names = new TreeSet<>();
        there.fieldNames().forEachRemaining(names::add);
        here.fieldNames().forEachRemaining(names::add);
        for (String name : names) {
            JsonNode old = there.path(name);
            JsonNode mine = here.path(name);
            if (old.isObject() && mine.isObject()) {
                add(words, old, mine);
            } else if (!old.equals(mine)) {
                words.add(name + " " + text(old) + " there, " + text(mine) + " here");
            }
        }
    }

    private static String text(JsonNode node) {
        String text = node.isMissingNode() || node.isNull() ? "none" : node.toString();
        return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH - 1) + "…";
    }
}
