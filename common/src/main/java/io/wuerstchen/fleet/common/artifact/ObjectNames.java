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

    /** What the names of all objects of all batches begin with. */
    public String batches() {
        return prefix + "batches/";
    }

    /** What the name of every object of a batch begins with. */
    public String folder(String batch) {
        return batches() + batch + "/";
    }

    /** What the names of all objects of {@code kind}, such as {@code images}, of ten thousand rows in sequence begin with. */
    public String folder(String batch, String kind, long block) {
        return String.format(Locale.ROOT, "%sbatches/%s/%s/%05d/", prefix, batch, kind, block);
    }

    public String batch(String batch) {
        return folder(batch) + "batch.json";
    }

    /** Which chunks the input has; stands there only once all of them do. */
    public String inputIndex(String batch) {
        return folder(batch) + "input/index.json";
    }

    /** A chunk of the input; what it holds is in its name, so that what is left of an upload that was broken off harms none. */
    public String inputChunk(String batch, int number, String sha256) {
        return String.format(
                Locale.ROOT, "%sbatches/%s/input/%05d-%s.jsonl.zst", prefix, batch, number, sha256.substring(0, 16));
    }

    /** A segment of the results of rows {@code block} x {@value #ROWS_PER_FOLDER} and on. */
    public String results(String batch, long block, int sequence) {
        return String.format(Locale.ROOT, "%s%05d.jsonl.zst", results(batch, block), sequence);
    }

    /** The report of a generation: 0 at first, one more with each {@code fleet retry}. */
    public String report(String batch, int generation) {
        return generation == 0
                ? folder(batch) + "report.json"
                : String.format(Locale.ROOT, "%sreport-%05d.json", folder(batch), generation);
    }

    /** How a batch was asked for, before any worker was seen: with this and its input any dispatcher can run it. */
    public String submission(String batch) {
        return folder(batch) + "submission.json";
    }

    /** Whether the user wants the batch to run, to rest or to end. */
    public String wanted(String batch) {
        return folder(batch) + "wanted.json";
    }

    /** What the names of all {@link #owner leases} of a batch begin with. */
    public String owners(String batch) {
        return folder(batch) + "owner/";
    }

    /** The lease of the batch's dispatcher in one epoch; the last one in order is the one that counts. */
    public String owner(String batch, long epoch) {
        return String.format(Locale.ROOT, "%s%010d", owners(batch), epoch);
    }

    /** What the names of all {@link #generation generations} of a batch begin with. */
    public String generations(String batch) {
        return folder(batch) + "generations/";
    }

    /** Which rows a generation tries again; 1 is the first there is an object of. */
    public String generation(String batch, int generation) {
        return String.format(Locale.ROOT, "%s%05d.json", generations(batch), generation);
    }

    /** What the names of all {@link #snapshot snapshots} of a batch begin with. */
    public String snapshots(String batch) {
        return folder(batch) + "snapshots/";
    }

    /** A snapshot of the batch's ledger. */
    public String snapshot(String batch, long epoch, long sequence) {
        return String.format(Locale.ROOT, "%s%010d-%010d", snapshots(batch), epoch, sequence);
    }

    /** What the names of all segments of the results of rows {@code block} x {@value #ROWS_PER_FOLDER} and on begin with. */
    public String results(String batch, long block) {
        return String.format(Locale.ROOT, "%sresults/%05d-", folder(batch), block);
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
