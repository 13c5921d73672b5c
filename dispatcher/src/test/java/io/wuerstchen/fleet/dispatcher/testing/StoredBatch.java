package io.wuerstchen.fleet.dispatcher.testing;

import io.wuerstchen.fleet.common.artifact.Digests;
import io.wuerstchen.fleet.common.artifact.Fingerprint;
import io.wuerstchen.fleet.common.artifact.JobObjects;
import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.artifact.ObjectTags;
import io.wuerstchen.fleet.common.job.FailureKind;
import io.wuerstchen.fleet.common.job.GenerationJob;
import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.job.JobResult.Committed;
import io.wuerstchen.fleet.common.job.Prompt;
import io.wuerstchen.fleet.common.job.Settings;
import io.wuerstchen.fleet.common.job.StoredImage;
import io.wuerstchen.fleet.common.job.StoredImage.Artifact;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.common.storage.ObjectStore.StoreObject;
import io.wuerstchen.fleet.common.testing.FakeClock;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.dispatcher.archive.BatchObjects;
import io.wuerstchen.fleet.dispatcher.archive.InputWriter;
import io.wuerstchen.fleet.dispatcher.archive.ResultSegments;
import io.wuerstchen.fleet.dispatcher.intake.PromptRow;
import io.wuerstchen.fleet.dispatcher.intake.RejectedRow;
import io.wuerstchen.fleet.dispatcher.intake.Row;
import io.wuerstchen.fleet.dispatcher.ledger.Tally;
import io.wuerstchen.fleet.dispatcher.ledger.Work;
import io.wuerstchen.fleet.dispatcher.status.BatchReport;
import io.wuerstchen.fleet.dispatcher.status.ReportJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** The batch {@link Samples#BATCH} as fleet and workers leave it in a store; each row asks for two pictures and their embeddings. */
public final class StoredBatch {
    private static final Settings TWO = Samples.canvas(128, 128, 2);

    private final ObjectStore store;
    private final ObjectNames names = new ObjectNames("");
    private final BatchObjects objects;
    private final InputWriter input;
    private final ResultSegments segments;
    private long rows;

    public StoredBatch(ObjectStore store) {
        this.store = store;
        objects = new BatchObjects(store, names, Samples.BATCH);
        input = new InputWriter(objects, true);
        segments = new ResultSegments(new FakeClock());
    }

    public static GenerationJob job(long row) {
        return Samples.job(row, TWO);
    }

    /** A row without an outcome; its number. */
    public long open() {
        return open("a red apple");
    }

    /** The same of another prompt than {@link #job} has. */
    public long open(String prompt) {
        input.add(new PromptRow(place(), new Prompt("id-" + rows, prompt, TWO, Map.of())));
        return rows++;
    }

    public long rejected() {
        input.add(new RejectedRow(place(), String.valueOf(rows), "prompt: missing", "{}"));
        return rows++;
    }

    public long dead(FailureKind kind) {
        return dead(kind, 0);
    }

    /** Of a job of {@code generation}. */
    public long dead(FailureKind kind, int generation) {
        long row = open();
        segments.result(result(row, new JobResult.Dead(kind, "for a reason", 1, generation)));
        return row;
    }

    public long cancelled() {
        long row = open();
        segments.result(result(row, new JobResult.Cancelled()));
        return row;
    }

    public long committed() {
        long row = open();
        put(row, 0);
        put(row, 1);
        commit(row, "");
        return row;
    }

    public long refused() {
        Row.Place place = place();
        long row = open();
        segments.rejected(new RejectedRow(place, "id-" + row, "size: too large", "{}"));
        return row;
    }

    /** Says that a row is committed; {@code twist} makes its objects others than those that {@link #put} puts. */
    public void commit(long row, String twist) {
        List<StoredImage> images = IntStream.range(0, 2)
                .mapToObj(i -> new StoredImage(i, 1 + i, artifacts(row, i, twist), null, List.of()))
                .toList();
        segments.result(result(row, new Committed(job(row).parameters(), images, 1.5)));
    }

    /** Says what {@code other} came to, of {@code row}. */
    public void commitAs(long row, JobResult result) {
        segments.result(result(row, result.outcome()));
    }

    /** What a worker puts for one picture. */
    public void put(long row, int index) {
        put(row, index, Fingerprint.of(job(row)).value());
    }

    public void put(long row, int index, String fingerprint) {
        for (JobObjects.Name name : JobObjects.of(names, job(row)).of(index)) {
            byte[] bytes = bytes(name, "");
            Map<String, String> metadata =
                    new ObjectTags(Digests.sha256(bytes), fingerprint, List.of("flat picture")).metadata();
            store.putIfAbsent(new StoreObject(name.key(), bytes, "image/png", metadata));
        }
    }

    /** The objects of a picture: itself, and its embeddings. */
    public List<String> keys(long row, int index) {
        return JobObjects.of(names, job(row)).of(index).stream()
                .map(JobObjects.Name::key)
                .toList();
    }

    /** Stores input and results; the batch is unfinished. */
    public StoredBatch stored() {
        input.claim(input.finish("p.csv"));
        Segments.store(objects, segments);
        return this;
    }

    /** Stores input and results, and what was asked for. */
    public StoredBatch submitted() {
        stored();
        objects.putSubmission("{\"model\":\"emoji\"}".getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** Puts a report of so many rows, which finishes the batch. */
    public void reported(long committed, long dead, long cancelled) {
        Tally tally = new Tally(committed + dead, committed, dead, 0, cancelled, committed);
        BatchReport.Totals totals = new BatchReport.Totals(rows, tally, 0, 1);
        Work work = new Work(List.of(), new TreeMap<>());
        BatchReport report = new BatchReport(Samples.BATCH, 0, totals, work, List.of());
        objects.putReport(0, Json.bytes(ReportJson.write(report)));
    }

    public StoredBatch finished() {
        stored();
        objects.putReport(0, "{}".getBytes(StandardCharsets.UTF_8));
        return this;
    }

    private Row.Place place() {
        return new Row.Place("p.csv", rows + 1, rows);
    }

    private static JobResult result(long row, JobResult.Outcome outcome) {
        return new JobResult(job(row).origin(), Samples.MODEL, "w1", outcome);
    }

    private List<Artifact> artifacts(long row, int index, String twist) {
        return JobObjects.of(names, job(row)).of(index).stream()
                .map(name -> new Artifact(
                        name.kind(), name.key(), Digests.sha256(bytes(name, twist)), bytes(name, "").length))
                .toList();
    }

    /** What an object holds. */
    public static byte[] bytes(String key) {
        return key.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] bytes(JobObjects.Name name, String twist) {
        return bytes(name.key() + twist);
    }
}
