package io.wuerstchen.fleet.export.shard;

import io.wuerstchen.fleet.common.artifact.Digests;
import io.wuerstchen.fleet.common.job.Save;
import io.wuerstchen.fleet.common.job.StoredImage.Artifact;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.common.storage.StoreException;
import io.wuerstchen.fleet.export.sample.Sample;
import io.wuerstchen.fleet.export.shard.Fetched.Content;
import io.wuerstchen.fleet.sheet.PictureReading;
import io.wuerstchen.fleet.sheet.Thumbnail;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Fetches a sample's objects and holds them to what the batch says of them. Safe for all threads. */
public final class SampleFetcher {
    private final ObjectStore store;
    private final Set<Save> beside;

    /** @param beside what else is wanted of what was kept beside a picture */
    public SampleFetcher(ObjectStore store, Set<Save> beside) {
        this.store = store;
        this.beside = Set.copyOf(beside);
    }

    /** The hash of a picture alone. Throws as {@link #fetch}. */
    public Optional<Long> hash(Sample sample) {
        return decoded(bytes(sample, sample.picture())).map(PerceptualHash::of);
    }

    /** Throws {@link TornObjectException} where an object is not what it was. */
    Fetched fetch(Sample sample, boolean shown) {
        byte[] picture = bytes(sample, sample.picture());
        List<Content> files = new ArrayList<>();
        files.add(new Content(sample.extension(), picture, sample.picture().sha256()));
        for (Save kind : Save.values()) {
            if (beside.contains(kind)) {
                sample.artifact(kind.wireName()).ifPresent(artifact -> files.add(content(sample, artifact)));
            }
        }
        Optional<BufferedImage> image = decoded(picture);
        return new Fetched(
                sample,
                files,
                image.map(PerceptualHash::of).map(PerceptualHash::text).orElse(null),
                image.filter(any -> shown).map(Thumbnail::of).orElse(null));
    }

    private Content content(Sample sample, Artifact artifact) {
        String extension = artifact.key().substring(artifact.key().lastIndexOf('.'));
        return new Content(artifact.kind() + extension, bytes(sample, artifact), artifact.sha256());
    }

    private byte[] bytes(Sample sample, Artifact artifact) {
        byte[] bytes = get(sample, artifact);
        String found = Digests.sha256(bytes);
        if (bytes.length != artifact.bytes() || !found.equals(artifact.sha256())) {
            throw torn(sample, artifact, bytes.length + " bytes, sha256 " + found);
        }
        return bytes;
    }

    private byte[] get(Sample sample, Artifact artifact) {
        try {
            return store.get(artifact.key());
        } catch (StoreException e) {
            if (e.passing() || store.stat(artifact.key()).isPresent()) {
                throw e;
            }
            throw torn(sample, artifact, "gone");
        }
    }

    private static TornObjectException torn(Sample sample, Artifact artifact, String what) {
        return new TornObjectException("row " + sample.row() + " (" + sample.id() + "): " + artifact.key() + ": " + what
                + " (expected: " + artifact.bytes() + " bytes, sha256 " + artifact.sha256()
                + "; fleet reconcile BATCH --deep finds all that is wrong)");
    }

    /** Its bytes are right; what can't be read here, as WebP off x86_64, is exported without a hash. */
    private static Optional<BufferedImage> decoded(byte[] picture) {
        try {
            return Optional.of(PictureReading.of(picture));
        } catch (IOException | LinkageError e) {
            return Optional.empty();
        }
    }
}
