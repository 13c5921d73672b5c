package io.wuerstchen.fleet.worker.manifest;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A half of a model as it is published: a repository of a hub, and a folder of the same name here. */
public enum PublishedFolder {
    PRIOR("wuerstchen-prior", List.of("prior")),
    DECODER("wuerstchen", List.of("decoder", "vqgan"));

    private static final String TOKENIZER = "tokenizer/tokenizer.json";
    /** What a tokenizer is made of where it has no file of its own. */
    private static final List<String> TOKENIZER_PARTS = List.of("tokenizer/vocab.json", "tokenizer/merges.txt");

    private static final List<String> OPTIONAL = List.of("tokenizer/special_tokens_map.json");

    private final String folder;
    private final List<String> parts;

    PublishedFolder(String folder, List<String> parts) {
        this.folder = folder;
        this.parts = parts;
    }

    /** The one of this name. */
    public static PublishedFolder named(String folder) {
        return Stream.of(values())
                .filter(half -> half.folder.equals(folder))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "folder: " + folder + " (expected: wuerstchen-prior or wuerstchen)"));
    }

    /** Its name, in a model's folder and at the end of a repository's name. */
    public String folder() {
        return folder;
    }

    /** Files that the fleet reads, of those that are there, relative to this folder. */
    public List<String> read(Predicate<String> there) {
        Stream<String> tokenizer = Stream.concat(Stream.of(TOKENIZER), TOKENIZER_PARTS.stream());
        return Stream.of(required().stream(), tokenizer, OPTIONAL.stream())
                .flatMap(files -> files)
                .filter(there)
                .toList();
    }

    /** Files without which it cannot be used, of those that are not there, relative to this folder. */
    public List<String> missing(Predicate<String> there) {
        List<String> missing = new ArrayList<>();
        required().stream().filter(there.negate()).forEach(missing::add);
        if (!there.test(TOKENIZER) && !TOKENIZER_PARTS.stream().allMatch(there)) {
            missing.add(TOKENIZER);
        }
        return missing;
    }

    private List<String> required() {
        List<String> files = new ArrayList<>(List.of(
                "model_index.json",
                "scheduler/scheduler_config.json",
                "text_encoder/config.json",
                "text_encoder/model.safetensors",
                "tokenizer/tokenizer_config.json"));
        for (String part : parts) {
            files.add(part + "/config.json");
            files.add(part + "/diffusion_pytorch_model.safetensors");
        }
        return files;
    }
}
