package io.wuerstchen.fleet.dispatcher.intake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.config.Spelling;
import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.wire.PromptJson;
import java.util.Iterator;

/** The names a row may use: a misspelt one would otherwise be a setting that silently does nothing. */
final class FieldNames {
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
        return Spelling.nearest(name, PromptJson.FIELDS)
                .map(known -> "did you mean " + known + "?")
                .orElse("expected: one of " + String.join(", ", PromptJson.FIELDS));
    }
}
