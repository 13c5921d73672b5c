package io.wuerstchen.fleet.dispatcher.intake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.wire.PromptJson;
import java.util.Comparator;
import java.util.Iterator;

/** The names a row may use: a misspelt one would otherwise be a setting that silently does nothing. */
final class FieldNames {
    /** More slips of the finger than this, and it is another word. */
    private static final int MAX_DISTANCE = 3;

    private FieldNames() {}

    static void requireKnown(ObjectNode row) {
        for (Iterator<String> names = row.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!PromptJson.FIELDS.contains(name)) {
                throw new InvalidJobException(shortened(name) + ": unknown field (" + suggestion(name) + ")");
            }
        }
    }

    private static String shortened(String name) {
        return name.length() <= 80 ? name : name.substring(0, 77) + "...";
    }

    private static String suggestion(String name) {
        String nearest = PromptJson.FIELDS.stream()
                .min(Comparator.comparingInt(known -> distance(name, known)))
                .orElseThrow();
        return distance(name, nearest) <= Math.min(MAX_DISTANCE, nearest.length() / 2)
                ? "did you mean " + nearest + "?"
                : "expected: one of " + String.join(", ", PromptJson.FIELDS);
    }

    /** Levenshtein's: letters to insert, drop or change. */
    static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
