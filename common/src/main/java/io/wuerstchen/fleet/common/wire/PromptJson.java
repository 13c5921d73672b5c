package io.wuerstchen.fleet.common.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.job.Prompt;
import java.util.List;
import java.util.stream.Stream;

/** {@link Prompt} as one JSON object, the way people write it in a prompts file. */
public final class PromptJson {
    /** Every name this class reads. */
    public static final List<String> FIELDS = Stream.concat(
                    Stream.of("id", "prompt", "metadata"), SettingsJson.FIELDS.stream())
            .toList();

    private PromptJson() {}

    /** Reads a row; fields it doesn't know are left alone, since only the reader of a file has a say on them. */
    public static Prompt read(ObjectNode node) {
        Fields fields = new Fields(node);
        return new Prompt(
                fields.text("id"),
                fields.require("prompt", fields.text("prompt")),
                SettingsJson.read(fields),
                fields.map("metadata"));
    }

    /** Writes what is not open; what was written in two ways, as {@code size} is, comes out in one. */
    public static ObjectNode write(Prompt prompt) {
        ObjectNode node = Json.object();
        if (prompt.id() != null) {
            node.put("id", prompt.id());
        }
        node.put("prompt", prompt.text());
        node.setAll(SettingsJson.write(prompt.settings()));
        if (!prompt.metadata().isEmpty()) {
            node.set("metadata", Json.tree(prompt.metadata()));
        }
        return node;
    }
}
