package io.wuerstchen.fleet.common.job;

import java.util.List;

/**
 * One picture of a job, in the store.
 *
 * @param index 0 to n - 1
 * @param artifacts the picture, then what was kept beside it
 * @param microBatch the micro-batch that made it; {@code null} where it stood there already
 */
public record StoredImage(
        int index, long seed, List<Artifact> artifacts, MicroBatchRef microBatch, List<String> warnings) {
    public StoredImage {
        artifacts = List.copyOf(artifacts);
        warnings = List.copyOf(warnings);
    }

    /**
     * One object.
     *
     * @param kind {@code image}, {@code embeddings} or {@code latents}
     * @param key name in the bucket
     * @param sha256 of its bytes, in hexadecimal
     */
    public record Artifact(String kind, String key, String sha256, long bytes) {}

    /**
     * What ran at once on the device.
     *
     * @param id unique in the fleet
     * @param key what its pictures have in common, for people to read
     * @param size pictures in it
     */
    public record MicroBatchRef(String id, String key, int size) {}
}
