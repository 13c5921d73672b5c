package io.wuerstchen.fleet.worker.wuerstchen;

import io.wuerstchen.fleet.worker.manifest.ModelFile;
import io.wuerstchen.fleet.worker.manifest.ModelManifest;
import io.wuerstchen.fleet.worker.weights.Unreadable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A model's folder: both published repositories side by side, and maybe a fleet.json. */
record ModelDirectory(Path root) {
    static final String WEIGHTS = "diffusion_pytorch_model.safetensors";
    static final String TEXT_WEIGHTS = "model.safetensors";
    private static final String PRIOR = "wuerstchen-prior";
    private static final String DECODER = "wuerstchen";
    private static final int BUFFER = 1 << 20;

    static ModelDirectory of(Path root) {
        if (!Files.isDirectory(root)) {
            throw new ModelException(root + ": folder is missing (expected: a model's folder)");
        }
        for (String part : List.of(PRIOR, DECODER)) {
            if (!Files.isDirectory(root.resolve(part))) {
                throw new ModelException(root + ": is no model's folder (expected: " + PRIOR + "/ and " + DECODER
                        + "/ in it, as published; " + part + "/ is missing)");
            }
        }
        return new ModelDirectory(root);
    }

    Path prior() {
        return root.resolve(PRIOR);
    }

    Path decoder() {
        return root.resolve(DECODER);
    }

    ModelInfo info() {
        return new ModelInfo(name(), digest(), defaults());
    }

    /** As {@link #info}, without a look at the weights. */
    ModelInfo info(String digest) {
        return new ModelInfo(name(), digest, defaults());
    }

    String name() {
        Path name = root.toAbsolutePath().normalize().getFileName();
        return name == null ? "model" : name.toString();
    }

    private Map<String, Object> defaults() {
        Path file = root.resolve("fleet.json");
        return Files.exists(file) ? JsonConfig.read(file).asMap() : Map.of();
    }

    /**
     * Of files that have not changed here since fleet-model.json was written it takes the digests from there; others it reads, which
     * also brings the files that are mapped into the page cache.
     */
    private String digest() {
        MessageDigest digest = sha256();
        Map<String, String> recorded = recorded();
        List<String> lines = files().parallelStream()
                .map(file -> file + " " + digest(file, Optional.ofNullable(recorded.get(file))) + "\n")
                .toList();
        lines.forEach(line -> digest.update(line.getBytes(StandardCharsets.UTF_8)));
        return HexFormat.of().formatHex(digest.digest());
    }

    private String digest(String file, Optional<String> recorded) {
        return recorded.orElseGet(() -> HexFormat.of().formatHex(digest(root.resolve(file))));
    }

    /** Digests of the files that have not changed since they were recorded. */
    private Map<String, String> recorded() {
        try {
            List<ModelFile> files =
                    ModelManifest.read(root).map(ModelManifest::files).orElse(List.of());
            Map<String, String> digests = new HashMap<>();
            for (ModelFile file : files) {
                if (isAsRecorded(file)) {
                    digests.put(file.path(), file.sha256());
                }
            }
            return digests;
        } catch (IOException e) {
            throw new ModelException(Unreadable.line(root, e), e);
        } catch (IllegalArgumentException e) {
            throw new ModelException(e.getMessage(), e);
        }
    }

    private boolean isAsRecorded(ModelFile file) throws IOException {
        Path path = root.resolve(file.path());
        FileTime recorded = Files.getLastModifiedTime(root.resolve(ModelManifest.NAME));
        return Files.isRegularFile(path)
                && Files.size(path) == file.bytes()
                && Files.getLastModifiedTime(path).compareTo(recorded) <= 0
                && cameHere(path).filter(time -> time.compareTo(recorded) <= 0).isPresent();
    }

    /**
     * When a file was put where it is, or last changed there: a copy may have kept the time of the original (cp -p, rsync, tar),
     * but not this one.
     *
     * @return empty where the file system does not say
     */
    private static Optional<FileTime> cameHere(Path path) throws IOException {
        return path.getFileSystem().supportedFileAttributeViews().contains("unix")
                ? Optional.of((FileTime) Files.getAttribute(path, "unix:ctime"))
                : Optional.empty();
    }

    private List<String> files() {
        Stream<String> prior = Stream.of("model_index.json", "prior/config.json", "prior/" + WEIGHTS)
                .map(file -> PRIOR + "/" + file);
        Stream<String> decoder = Stream.of(
                        "model_index.json",
                        "decoder/config.json",
                        "decoder/" + WEIGHTS,
                        "vqgan/config.json",
                        "vqgan/" + WEIGHTS)
                .map(file -> DECODER + "/" + file);
        Stream<String> both = Stream.of(PRIOR, DECODER).flatMap(part -> Stream.of(
                        "scheduler/scheduler_config.json",
                        "text_encoder/config.json",
                        "text_encoder/" + TEXT_WEIGHTS,
                        "tokenizer/tokenizer_config.json",
                        "tokenizer/special_tokens_map.json",
                        "tokenizer/tokenizer.json",
                        "tokenizer/vocab.json",
                        "tokenizer/merges.txt")
                .map(file -> part + "/" + file));
        return Stream.of(prior, decoder, both)
                .flatMap(files -> files)
                .filter(file -> Files.isRegularFile(root.resolve(file)))
                .sorted()
                .toList();
    }

    private static byte[] digest(Path file) {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[BUFFER];
        try (InputStream stream = Files.newInputStream(file)) {
            for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
                digest.update(buffer, 0, count);
            }
            return digest.digest();
        } catch (IOException e) {
            throw new ModelException(Unreadable.line(file, e), e);
        }
    }

    /** SHA-256 of a text, in hexadecimal. */
    static String digest(String text) {
        return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
