package io.wuerstchen.fleet.common.artifact;

import io.wuerstchen.fleet.common.job.JobId;
import java.util.Locale;

/**
 * Where the objects of a batch lie: {@code batches/BATCH/KIND/SSSSS/RRRRRRRRR-I.EXT}, SSSSS being row / 10,000.
 *
 * @param prefix put before every name as it is; may be empty
 */
public record ObjectNames(String prefix) {
    public static final int ROWS_PER_FOLDER = 10_000;

    /** What the name of every object of a batch begins with. */
    public String folder(String batch) {
        return prefix + "batches/" + batch + "/";
    }

    /** What the names of all objects of {@code kind}, such as {@code images}, of ten thousand rows in sequence begin with. */
    public String folder(String batch, String kind, long block) {
        return String.format(Locale.ROOT, "%sbatches/%s/%s/%05d/", prefix, batch, kind, block);
    }

    public String batch(String batch) {
        return prefix + "batches/" + batch + "/batch.json";
    }

    /** Which chunks the input has; stands there only once all of them do. */
    public String inputIndex(String batch) {
        return prefix + "batches/" + batch + "/input/index.json";
    }

    /** A chunk of the input; what it holds is in its name, so that what is left of an upload that was broken off harms none. */
    public String inputChunk(String batch, int number, String sha256) {
        return String.format(
                Locale.ROOT, "%sbatches/%s/input/%05d-%s.jsonl.zst", prefix, batch, number, sha256.substring(0, 16));
    }

    /** A segment of the results of rows {@code block} x {@value #ROWS_PER_FOLDER} and on. */
    public String results(String batch, long block, int sequence) {
        return String.format(Locale.ROOT, "%sbatches/%s/results/%05d-%05d.jsonl.zst", prefix, batch, block, sequence);
    }

    public String report(String batch) {
        return prefix + "batches/" + batch + "/report.json";
    }

    public String image(JobId job, int index, String extension) {
        return of("images", job, index, extension);
    }

    public String embeddings(JobId job, int index) {
        return of("embeddings", job, index, "safetensors");
    }

    public String latents(JobId job, int index) {
        return of("latents", job, index, "safetensors");
    }

    private String of(String kind, JobId job, int index, String extension) {
        String folder = folder(job.batch(), kind, job.row() / ROWS_PER_FOLDER);
        return folder + String.format(Locale.ROOT, "%09d-%d.%s", job.row(), index, extension);
    }
}
