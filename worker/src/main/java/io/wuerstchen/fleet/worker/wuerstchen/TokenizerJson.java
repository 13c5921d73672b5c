package io.wuerstchen.fleet.worker.wuerstchen;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.worker.weights.Unreadable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A folder's tokenizer.json, or the one transformers would make of CLIP's vocab.json and merges.txt where a folder holds only those. */
final class TokenizerJson {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** CLIP's rules; what is trained stands in the two files. */
    private static final String RULES = """
            {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [],
             "normalizer": {"type": "Sequence", "normalizers": [
               {"type": "NFC"},
               {"type": "Replace", "pattern": {"Regex": "\\\\s+"}, "content": " "},
               {"type": "Lowercase"}]},
             "pre_tokenizer": {"type": "Sequence", "pretokenizers": [
               {"type": "Split", "behavior": "Removed", "invert": true,
                "pattern": {"Regex": "'s|'t|'re|'ve|'m|'ll|'d|[\\\\p{L}]+|[\\\\p{N}]|[^\\\\s\\\\p{L}\\\\p{N}]+"}},
               {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true}]},
             "post_processor": {"type": "RobertaProcessing", "trim_offsets": false, "add_prefix_space": false},
             "decoder": {"type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true, "use_regex": true},
             "model": {"type": "BPE", "dropout": null, "continuing_subword_prefix": "", "end_of_word_suffix": "</w>",
               "fuse_unk": false, "byte_fallback": false, "ignore_merges": false}}
            """;

    private TokenizerJson() {}

    static ObjectNode read(Path folder, JsonConfig config) {
        Path file = folder.resolve("tokenizer.json");
        return Files.isRegularFile(file) ? (ObjectNode) JsonConfig.read(file).root() : make(folder, config);
    }

    /** The id of a special token, which is made one where it is not yet, as transformers does at load. */
    static int idOfSpecial(ObjectNode json, String token, Path folder) {
        for (JsonNode added : json.path("added_tokens")) {
            if (added.path("content").asText().equals(token)) {
                return added.path("id").asInt();
            }
        }
        JsonNode id = json.path("model").path("vocab").path(token);
        if (!id.isInt()) {
            throw new ModelException(folder + ": pad_token: " + token + " (expected: a token of the vocabulary)");
        }
        json.withArray("added_tokens").add(addedToken(token, id.asInt()));
        return id.asInt();
    }

    static int largestId(ObjectNode json) {
        int largest = 0;
        for (JsonNode id : json.path("model").path("vocab")) {
            largest = Math.max(largest, id.asInt());
        }
        for (JsonNode added : json.path("added_tokens")) {
            largest = Math.max(largest, added.path("id").asInt());
        }
        return largest;
    }

    private static ObjectNode make(Path folder, JsonConfig config) {
        JsonConfig vocabulary = JsonConfig.read(folder.resolve("vocab.json"));
        String start = Tokenizer.token(config, "bos_token", "<|startoftext|>");
        String end = Tokenizer.token(config, "eos_token", "<|endoftext|>");
        ObjectNode json = rules();
        ArrayNode added = (ArrayNode) json.get("added_tokens");
        added.add(addedToken(start, id(vocabulary, start))).add(addedToken(end, id(vocabulary, end)));
        ObjectNode processor = (ObjectNode) json.get("post_processor");
        processor.set("sep", pair(end, id(vocabulary, end)));
        processor.set("cls", pair(start, id(vocabulary, start)));
        ObjectNode model = (ObjectNode) json.get("model");
        model.put("unk_token", Tokenizer.token(config, "unk_token", "<|endoftext|>"));
        model.set("vocab", vocabulary.root());
        model.set("merges", merges(folder.resolve("merges.txt")));
        return json;
    }

    private static ObjectNode rules() {
        try {
            return (ObjectNode) JSON.readTree(RULES);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int id(JsonConfig vocabulary, String token) {
        if (vocabulary.find(token).isEmpty()) {
            throw new ModelException(vocabulary.file() + ": " + token + " is missing");
        }
        return vocabulary.integer(token, 0, 0);
    }

    private static ObjectNode addedToken(String content, int id) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", id)
                .put("content", content)
                .put("single_word", false)
                .put("lstrip", false)
                .put("rstrip", false)
                .put("normalized", false)
                .put("special", true);
    }

    private static ArrayNode pair(String token, int id) {
        return JsonNodeFactory.instance.arrayNode().add(token).add(id);
    }

    private static ArrayNode merges(Path file) {
        ArrayNode merges = JsonNodeFactory.instance.arrayNode();
        List<String> lines = lines(file);
        int header = !lines.isEmpty() && lines.get(0).startsWith("#version") ? 1 : 0;
        lines.stream().skip(header).filter(line -> !line.isBlank()).forEach(merges::add);
        return merges;
    }

    private static List<String> lines(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new ModelException(file + ": file is missing");
        }
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new ModelException(Unreadable.line(file, e), e);
        }
    }
}
