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

    /** Returns when every object of the picture stands. */
    public StoredImage put(Generated.Drawn drawn) {
        PlannedImage planned = drawn.planned();
        Fingerprint fingerprint = Fingerprint.of(planned.job());
        List<String> warnings = drawn.picture().warnings();
        List<Artifact> artifacts = encoded(planned, drawn.picture()).stream()
                .map(file -> put(planned, file, fingerprint, warnings))
                .toList();
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

    /** Fails while the store is out of reach, and changes nothing. */
    public void probe() {
        var unused = store.stat(names.batch("probe"));
    }

    /** The pictures of a job that stand already, whole and from the same work. */
    public List<StoredImage> find(GenerationJob job) {
        return standing.find(job);
    }

    private Artifact put(PlannedImage planned, PictureFile file, Fingerprint fingerprint, List<String> warnings) {
        String key = key(planned, file.kind(), file.extension());
        String sha256 = Digests.sha256(file.bytes());
        Map<String, String> metadata = new ObjectTags(sha256, fingerprint.value(), warnings).metadata();
        StoreObject object = new StoreObject(key, file.bytes(), file.mediaType(), metadata);
        for (int i = 0; i < PUTS; i++) {
            if (store.putIfAbsent(object)) {
                return new Artifact(file.kind().wireName(), key, sha256, file.bytes().length);
            }
            Optional<Stat> found = store.stat(key);
            if (found.isPresent()) {
                ObjectTags tags = ObjectTags.read(found.get().metadata());
                if (!tags.areOf(fingerprint)) {
                    throw new ConflictException(key);
                }
                return new Artifact(
                        file.kind().wireName(), key, tags.sha256(), found.get().bytes());
            }
        }
        throw new StoreException("put " + key + ": refused for what stands there, but nothing does", null);
    }

    private String key(PlannedImage planned, Kind kind, String extension) {
        JobId job = planned.job().id();
        return switch (kind) {
            case IMAGE -> names.image(job, planned.index(), extension);
            case EMBEDDINGS -> names.embeddings(job, planned.index());
            case LATENTS -> names.latents(job, planned.index());
        };
    }
}
