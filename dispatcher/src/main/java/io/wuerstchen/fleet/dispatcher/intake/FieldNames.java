package io.wuerstchen.fleet.dispatcher.intake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.config.Spelling;
import io.wuerstchen.fleet.common.job.InvalidJobException;
import java.util.Collection;
import java.util.Iterator;

/** The names a row may use: a misspelt one would otherwise be a setting that silently does nothing. */
final class FieldNames {
    private FieldNames() {}

    static void requireKnown(ObjectNode row, Collection<String> known) {
        for (Iterator<String> names = row.fieldNames(); names.hasNext(); ) {
            requireKnown("field", names.next(), known);
        }
    }

    /** {@code what} is what the name names, for the message. */
    static void requireKnown(String what, String name, Collection<String> known) {
        if (!known.contains(name)) {
            throw new InvalidJobException(
                    shortened(name) + ": unknown " + what + " (" + suggestion(shortened(name), known) + ")");
        }
    }

    private static String shortened(String name) {
        return name.length() <= 80 ? name : name.substring(0, 77) + "...";
    }

    private static String suggestion(String name, Collection<String> known) {
        return Spelling.nearest(name, known)
                .map(near -> "did you mean " + near + "?")
                .orElseGet(() -> "expected: one of " + String.join(", ", known));
    }
}
