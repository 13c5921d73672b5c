package io.wuerstchen.fleet.common.artifact;

import io.wuerstchen.fleet.common.job.JobId;
import java.util.Locale;

/**
 * Where the objects of a batch lie: {@code batches/BATCH/KIND/SSSSS/RRRRRRRRR-I.EXT}, SSSSS being row / 10,000.
 *
 * @param prefix put before every name as it is; may be empty
 */
public record ObjectNames(String prefix) {
    private static final int ROWS_PER_FOLDER = 10_000;

    public String batch(String batch) {
        return prefix + "batches/" + batch + "/batch.json";
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
        return String.format(
                Locale.ROOT,
                "%sbatches/%s/%s/%05d/%09d-%d.%s",
                prefix,
                job.batch(),
                kind,
                job.row() / ROWS_PER_FOLDER,
                job.row(),
                index,
                extension);
    }
}
