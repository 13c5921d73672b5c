package io.wuerstchen.fleet.worker.manifest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.worker.weights.Unreadable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * fleet-model.json of a model's folder.
 *
 * @param madeBy the command that made the folder
 * @param repositories where it came from, if from a hub
 * @param files all but this one, by path
 */
public record ModelManifest(String madeBy, List<Repository> repositories, List<ModelFile> files) {
    public static final String NAME = "fleet-model.json";
    private static final int VERSION = 1;
    private static final JsonMapper JSON = new JsonMapper();

    public ModelManifest {
        repositories = List.copyOf(repositories);
        files = files.stream().sorted(Comparator.comparing(ModelFile::path)).toList();
    }

    /**
     * What stands in a model's folder.
     *
     * @return empty where the folder has none
     * @throws IllegalArgumentException if it is none that this version can read
     */
    public static Optional<ModelManifest> read(Path folder) throws IOException {
        return readFile(folder.resolve(NAME));
    }

    /** As {@link #read}, from a file of another name. */
    public static Optional<ModelManifest> readFile(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(parse(JSON.readTree(Files.readAllBytes(file))));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(file + ": is no JSON: " + Unreadable.json(e), e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    /** The file of this path. */
    public Optional<ModelFile> file(String path) {
        return files.stream().filter(file -> file.path().equals(path)).findFirst();
    }

    /** Writes it to a model's folder, whole or not at all. */
    public void write(Path folder) throws IOException {
        writeFile(folder.resolve(NAME));
    }

    /** As {@link #write}, to a file of another name. */
    public void writeFile(Path file) throws IOException {
        Path part = file.resolveSibling("." + file.getFileName() + ".part");
        Files.writeString(part, json().toPrettyString() + "\n", StandardCharsets.UTF_8);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private ObjectNode json() {
        ObjectNode root = JSON.createObjectNode().put("version", VERSION).put("made_by", madeBy);
        repositories.forEach(repository -> root.withArray("repositories")
                .addObject()
                .put("folder", repository.folder())
                .put("hub", repository.hub())
                .put("name", repository.name())
                .put("revision", repository.revision())
                .put("commit", repository.commit())
                .put("license", repository.license()));
        files.forEach(file -> root.withArray("files")
                .addObject()
                .put("path", file.path())
                .put("bytes", file.bytes())
                .put("sha256", file.sha256()));
        return root;
    }

    private static ModelManifest parse(JsonNode root) {
        int version = root.path("version").asInt();
        if (version != VERSION) {
            throw new IllegalArgumentException("version: " + root.path("version") + " (expected: " + VERSION + ")");
        }
        List<Repository> repositories = new ArrayList<>();
        root.path("repositories")
                .forEach(node -> repositories.add(new Repository(
                        text(node, "folder"),
                        text(node, "hub"),
                        text(node, "name"),
                        text(node, "revision"),
                        text(node, "commit"),
                        node.path("license").asText(""))));
        List<ModelFile> files = new ArrayList<>();
        root.path("files")
                .forEach(node ->
                        files.add(new ModelFile(text(node, "path"), whole(node, "bytes"), text(node, "sha256"))));
        return new ModelManifest(text(root, "made_by"), repositories, files);
    }

    private static String text(JsonNode node, String key) {
        if (!node.path(key).isTextual()) {
            throw new IllegalArgumentException(key + ": " + node.path(key) + " (expected: a text)");
        }
        return node.path(key).textValue();
    }

    private static long whole(JsonNode node, String key) {
        if (!node.path(key).canConvertToLong() || !node.path(key).isIntegralNumber()) {
            throw new IllegalArgumentException(key + ": " + node.path(key) + " (expected: a whole number)");
        }
        return node.path(key).longValue();
    }
}
