package io.wuerstchen.fleet.common.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.config.Spelling;
import io.wuerstchen.fleet.common.job.InvalidJobException;
import java.util.Collection;
import java.util.Iterator;

/** The names that people may use for settings: a misspelt one would otherwise be a setting that silently does nothing. */
public final class FieldNames {
    private FieldNames() {}

    /** @throws InvalidJobException that names the first field that is not {@code known}, and the nearest that is */
    public static void requireKnown(ObjectNode node, Collection<String> known) {
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            requireKnown("field", names.next(), known);
        }
    }

    /** {@code what} is what the name names, for the message. */
    public static void requireKnown(String what, String name, Collection<String> known) {
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
