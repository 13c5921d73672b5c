package io.wuerstchen.fleet.worker.store;

import io.wuerstchen.fleet.common.artifact.Digests;
import io.wuerstchen.fleet.common.artifact.Fingerprint;
import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.artifact.ObjectTags;
import io.wuerstchen.fleet.common.artifact.StandingImages;
import io.wuerstchen.fleet.common.job.GenerationJob;
import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.job.JobId;
import io.wuerstchen.fleet.common.job.StoredImage;
import io.wuerstchen.fleet.common.job.StoredImage.Artifact;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.common.storage.ObjectStore.Stat;
import io.wuerstchen.fleet.common.storage.ObjectStore.StoreObject;
import io.wuerstchen.fleet.common.storage.StoreException;
import io.wuerstchen.fleet.worker.generate.Generated;
import io.wuerstchen.fleet.worker.generate.PlannedImage;
import io.wuerstchen.fleet.worker.store.PictureFile.Kind;
import io.wuerstchen.fleet.worker.wuerstchen.Picture;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts pictures where their jobs say, once: an object that stands there from the same work is as good as a new one, from
 * other work is a {@link ConflictException}. Blocks; safe for all threads.
 */
public final class ImageStore {
    /** What stood in the way may be gone when it is looked at, deleted by somebody. */
    private static final int PUTS = 3;

    private final ObjectStore store;
    private final ObjectNames names;
    private final PictureEncoding files;
    private final StandingImages standing;

    public ImageStore(ObjectStore store, ObjectNames names, PictureEncoding files) {
        this.store = store;
        this.names = names;
        this.files = files;
        standing = new StandingImages(store, names);
    }

    /** The objects that a picture becomes: all of the work on them, and none of the waiting. */
    public List<Upload> encode(Generated.Drawn drawn) {
        Fingerprint fingerprint = Fingerprint.of(drawn.planned().job());
        return encoded(drawn.planned(), drawn.picture()).stream()
                .map(file -> upload(drawn, file, fingerprint))
                .toList();
    }

    /** The picture, all of whose objects stand. */
    public static StoredImage stored(Generated.Drawn drawn, List<Artifact> artifacts) {
        PlannedImage planned = drawn.planned();
        List<String> warnings = drawn.picture().warnings();
        return new StoredImage(planned.index(), planned.seed(), artifacts, drawn.microBatch(), warnings);
    }

    private List<PictureFile> encoded(PlannedImage planned, Picture picture) {
        try {
            return files.of(planned, picture);
        } catch (InvalidJobException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new EncodingException(e);
        }
    }

    /** Returns when the object stands, or one from the same work. */
    public Artifact put(Upload upload) {
        for (int i = 0; i < PUTS; i++) {
            if (store.putIfAbsent(upload.object())) {
                return upload.artifact();
            }
            Optional<Artifact> found = standing(upload);
            if (found.isPresent()) {
                return found.get();
            }
        }
        throw new StoreException(
                "put " + upload.object().key() + ": refused for what stands there, but nothing does", null);
    }

    /** Fails while the store is out of reach, and changes nothing. */
    public void probe() {
        var unused = store.stat(names.batch("probe"));
    }

    /** The pictures of a job that stand already, whole and from the same work. */
    public List<StoredImage> find(GenerationJob job) {
        return standing.find(job);
    }

    private Upload upload(Generated.Drawn drawn, PictureFile file, Fingerprint fingerprint) {
        String sha256 = Digests.sha256(file.bytes());
        Map<String, String> metadata =
                new ObjectTags(sha256, fingerprint.value(), drawn.picture().warnings()).metadata();
        String key = key(drawn.planned(), file.kind(), file.extension());
        StoreObject object = new StoreObject(key, file.bytes(), file.mediaType(), metadata);
        return new Upload(object, fingerprint, new Artifact(file.kind().wireName(), key, sha256, file.bytes().length));
    }

    /** Empty where nothing stands in the way any more. */
    private Optional<Artifact> standing(Upload upload) {
        String key = upload.object().key();
        Optional<Stat> found = store.stat(key);
        Optional<ObjectTags> tags = found.map(each -> ObjectTags.read(each.metadata()));
        if (tags.isPresent() && !tags.get().areOf(upload.fingerprint())) {
            throw new ConflictException(key);
        }
        String kind = upload.artifact().kind();
        return found.map(each -> new Artifact(kind, key, tags.orElseThrow().sha256(), each.bytes()));
    }

    private String key(PlannedImage planned, Kind kind, String extension) {
        JobId job = planned.job().id();
        return switch (kind) {
            case IMAGE -> names.image(job, planned.index(), extension);
            case EMBEDDINGS -> names.embeddings(job, planned.index());
            case LATENTS -> names.latents(job, planned.index());
        };
    }

    /**
     * An object on its way.
     *
     * @param artifact what a result says of it, unless an equal one stands there already
     */
    public record Upload(StoreObject object, Fingerprint fingerprint, Artifact artifact) {}
}
