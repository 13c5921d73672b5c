package io.wuerstchen.fleet.common.artifact;

import io.wuerstchen.fleet.common.job.GenerationJob;
import io.wuerstchen.fleet.common.job.StoredImage;
import io.wuerstchen.fleet.common.job.StoredImage.Artifact;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.common.storage.ObjectStore.Stat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Looks what of a job stands in the store already. Blocks; safe for all threads. */
public record StandingImages(ObjectStore store, ObjectNames names) {
    /** The pictures of a job that stand whole, with all that belongs to them, from the same work. */
    public List<StoredImage> find(GenerationJob job) {
        Fingerprint fingerprint = Fingerprint.of(job);
        return IntStream.range(0, job.parameters().canvas().n())
                .mapToObj(index -> find(job, index, fingerprint))
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<StoredImage> find(GenerationJob job, int index, Fingerprint fingerprint) {
        List<Artifact> artifacts = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        for (JobObjects.Name name : JobObjects.of(names, job).of(index)) {
            Optional<Stat> stat = store.stat(name.key());
            Optional<ObjectTags> tags =
                    stat.map(found -> ObjectTags.read(found.metadata())).filter(found -> found.areOf(fingerprint));
            if (tags.isEmpty()) {
                return Optional.empty();
            }
            artifacts.add(new Artifact(
                    name.kind(), name.key(), tags.get().sha256(), stat.get().bytes()));
            if (name.kind().equals(JobObjects.IMAGE)) {
                warnings.addAll(tags.get().warnings());
            }
        }
        long seed = job.parameters().canvas().seedOf(index);
        return Optional.of(new StoredImage(index, seed, artifacts, null, warnings));
    }
}
