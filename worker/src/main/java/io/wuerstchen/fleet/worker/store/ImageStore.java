package io.wuerstchen.fleet.worker.store;

import io.wuerstchen.fleet.common.artifact.Digests;
import io.wuerstchen.fleet.common.artifact.Fingerprint;
import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.job.GenerationJob;
import io.wuerstchen.fleet.common.job.JobId;
import io.wuerstchen.fleet.common.job.Parameters;
import io.wuerstchen.fleet.common.job.Save;
import io.wuerstchen.fleet.common.job.StoredImage;
import io.wuerstchen.fleet.common.job.StoredImage.Artifact;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.common.storage.ObjectStore.Stat;
import io.wuerstchen.fleet.common.storage.ObjectStore.StoreObject;
import io.wuerstchen.fleet.common.storage.StoreException;
import io.wuerstchen.fleet.worker.generate.Generated;
import io.wuerstchen.fleet.worker.generate.PlannedImage;
import io.wuerstchen.fleet.worker.store.PictureFile.Kind;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Puts pictures where their jobs say, once: an object that stands there from the same work is as good as a new one, from
 * other work is a {@link ConflictException}. Blocks; safe for all threads.
 */
public final class ImageStore {
    private static final String WARNINGS = "warnings";
    /** What stood in the way may be gone when it is looked at, deleted by somebody. */
    private static final int PUTS = 3;

    private final ObjectStore store;
    private final ObjectNames names;
    private final PictureEncoding files;

    public ImageStore(ObjectStore store, ObjectNames names, PictureEncoding files) {
        this.store = store;
        this.names = names;
        this.files = files;
    }

    /** Returns when every object of the picture stands. */
    public StoredImage put(Generated.Drawn drawn) {
        PlannedImage planned = drawn.planned();
        Fingerprint fingerprint = Fingerprint.of(planned.job());
        List<String> warnings = drawn.picture().warnings();
        List<Artifact> artifacts = files.of(planned, drawn.picture()).stream()
                .map(file -> put(planned, file, fingerprint, warnings))
                .toList();
        return new StoredImage(planned.index(), planned.seed(), artifacts, drawn.microBatch(), warnings);
    }

    /** The pictures of a job that stand already, whole and from the same work. */
    public List<StoredImage> find(GenerationJob job) {
        Fingerprint fingerprint = Fingerprint.of(job);
        return IntStream.range(0, job.parameters().canvas().n())
                .mapToObj(index -> find(new PlannedImage(job, index), fingerprint))
                .flatMap(Optional::stream)
                .toList();
    }

    private Artifact put(PlannedImage planned, PictureFile file, Fingerprint fingerprint, List<String> warnings) {
        String key = key(planned.job().id(), planned.index(), file.kind(), file.extension());
        String sha256 = Digests.sha256(file.bytes());
        Map<String, String> metadata = Map.of(
                ObjectStore.SHA256, sha256, ObjectStore.FINGERPRINT, fingerprint.value(), WARNINGS, encoded(warnings));
        StoreObject object = new StoreObject(key, file.bytes(), file.mediaType(), metadata);
        for (int i = 0; i < PUTS; i++) {
            if (store.putIfAbsent(object)) {
                return new Artifact(file.kind().wireName(), key, sha256, file.bytes().length);
            }
            Optional<Stat> standing = store.stat(key);
            if (standing.isPresent()) {
                return standing(file.kind(), key, standing.get(), fingerprint)
                        .orElseThrow(() -> new ConflictException(key));
            }
        }
        throw new StoreException("put " + key + ": refused for what stands there, but nothing does", null);
    }

    private Optional<StoredImage> find(PlannedImage planned, Fingerprint fingerprint) {
        List<Artifact> artifacts = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        for (Kind kind : kinds(planned.job().parameters().output())) {
            String key = key(planned.job().id(), planned.index(), kind, extension(planned, kind));
            Optional<Stat> stat = store.stat(key);
            Optional<Artifact> artifact = stat.flatMap(found -> standing(kind, key, found, fingerprint));
            if (artifact.isEmpty()) {
                return Optional.empty();
            }
            artifacts.add(artifact.get());
            if (kind == Kind.IMAGE) {
                warnings.addAll(decoded(stat.get().metadata().getOrDefault(WARNINGS, "")));
            }
        }
        return Optional.of(new StoredImage(planned.index(), planned.seed(), artifacts, null, warnings));
    }

    private static Optional<Artifact> standing(Kind kind, String key, Stat stat, Fingerprint fingerprint) {
        Map<String, String> metadata = stat.metadata();
        boolean same = fingerprint.value().equals(metadata.get(ObjectStore.FINGERPRINT));
        String sha256 = metadata.get(ObjectStore.SHA256);
        return same && sha256 != null
                ? Optional.of(new Artifact(kind.wireName(), key, sha256, stat.bytes()))
                : Optional.empty();
    }

    private static List<Kind> kinds(Parameters.Output output) {
        List<Kind> kinds = new ArrayList<>(List.of(Kind.IMAGE));
        if (output.save().contains(Save.EMBEDDINGS)) {
            kinds.add(Kind.EMBEDDINGS);
        }
        if (output.save().contains(Save.LATENTS)) {
            kinds.add(Kind.LATENTS);
        }
        return kinds;
    }

    private static String extension(PlannedImage planned, Kind kind) {
        return kind == Kind.IMAGE ? planned.job().parameters().output().format().extension() : "safetensors";
    }

    private String key(JobId job, int index, Kind kind, String extension) {
        return switch (kind) {
            case IMAGE -> names.image(job, index, extension);
            case EMBEDDINGS -> names.embeddings(job, index);
            case LATENTS -> names.latents(job, index);
        };
    }

    /** Metadata of objects are headers of HTTP: one line of ASCII. */
    private static String encoded(List<String> warnings) {
        return URLEncoder.encode(String.join("\n", warnings), StandardCharsets.UTF_8);
    }

    private static List<String> decoded(String warnings) {
        return Stream.of(URLDecoder.decode(warnings, StandardCharsets.UTF_8).split("\n"))
                .filter(warning -> !warning.isEmpty())
                .toList();
    }
}
