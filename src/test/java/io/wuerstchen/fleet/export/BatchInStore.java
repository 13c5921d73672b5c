package io.wuerstchen.fleet.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.wuerstchen.fleet.common.artifact.Digests;
import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.job.FailureKind;
import io.wuerstchen.fleet.common.job.GenerationJob.Origin;
import io.wuerstchen.fleet.common.job.JobId;
import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.job.ModelRef;
import io.wuerstchen.fleet.common.job.OutputFormat;
import io.wuerstchen.fleet.common.job.Parameters;
import io.wuerstchen.fleet.common.job.Prompt;
import io.wuerstchen.fleet.common.job.Save;
import io.wuerstchen.fleet.common.job.Settings;
import io.wuerstchen.fleet.common.job.StoredImage;
import io.wuerstchen.fleet.common.job.StoredImage.Artifact;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.common.storage.ObjectStore.StoreObject;
import io.wuerstchen.fleet.common.testing.FakeClock;
import io.wuerstchen.fleet.common.wire.BatchControl.State;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.dispatcher.archive.BatchObjects;
import io.wuerstchen.fleet.dispatcher.archive.InputWriter;
import io.wuerstchen.fleet.dispatcher.archive.Recorder;
import io.wuerstchen.fleet.dispatcher.archive.ResultSegments;
import io.wuerstchen.fleet.dispatcher.archive.Wanted;
import io.wuerstchen.fleet.dispatcher.intake.PromptRow;
import io.wuerstchen.fleet.dispatcher.intake.RejectedRow;
import io.wuerstchen.fleet.dispatcher.intake.Row;
import io.wuerstchen.fleet.dispatcher.ledger.Snapshot;
import io.wuerstchen.fleet.dispatcher.output.StoredBatch;
import io.wuerstchen.fleet.worker.store.GenerationText;
import io.wuerstchen.fleet.worker.store.PictureEncoder;
import io.wuerstchen.fleet.worker.store.Pixels;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * A batch named {@code demo} as a dispatcher and its workers leave it, with pictures of coloured cells. Rows are added in order;
 * {@link #store} makes an input of them.
 */
public final class BatchInStore {
    static final ModelRef MODEL = new ModelRef("emoji", "0123456789abcdef".repeat(4));
    private static final String BATCH = "demo";
    private static final int CELLS = 8;

    private final ObjectStore store;
    private final ObjectNames names = new ObjectNames("");
    private final BatchObjects objects;
    private final ResultSegments segments;
    private final PictureEncoder encoder = new PictureEncoder();
    private final List<Row> rows = new ArrayList<>();
    private long sequence;

    public BatchInStore(ObjectStore store) {
        this.store = store;
        objects = new BatchObjects(store, names, BATCH);
        segments = new ResultSegments(new FakeClock());
    }

    /** A row whose {@code n} pictures stand. */
    public BatchInStore committed(int n) {
        return committed(n, "picture " + rows.size(), Map.of());
    }

    public BatchInStore committed(int n, String prompt, Map<String, Object> metadata) {
        return committed(n, prompt, metadata, List.of());
    }

    BatchInStore committed(int n, String prompt, Map<String, Object> metadata, List<String> warnings) {
        long row = open(prompt, metadata);
        segments.result(result(row, new JobResult.Committed(parameters(row, n), images(row, n, warnings), 0.5)));
        return this;
    }

    public BatchInStore dead() {
        long row = open("a dead one", Map.of());
        segments.result(result(row, new JobResult.Dead(FailureKind.BAD_IMAGE, "NaN in the latents")));
        return this;
    }

    public BatchInStore rejected() {
        rows.add(new RejectedRow(place(), "bad-" + rows.size(), "prompt: missing", "{}"));
        return this;
    }

    /** A row without an outcome. */
    long open(String prompt, Map<String, Object> metadata) {
        long row = rows.size();
        rows.add(new PromptRow(place(), new Prompt("id-" + row, prompt, Settings.NONE, metadata)));
        return row;
    }

    /** The outcome of a row that was open. */
    void commit(long row) {
        segments.result(result(row, new JobResult.Committed(parameters(row, 1), images(row, 1, List.of()), 0.5)));
        flush();
    }

    /** Ends the batch as its user wished. */
    void cancelled() {
        new Wanted(State.CANCELLED).write(objects);
        objects.putReport(0, "{}".getBytes(StandardCharsets.UTF_8));
    }

    /** Puts the input, the manifest and all outcomes so far. */
    public StoredBatch store() {
        InputWriter writer = new InputWriter(objects, true);
        rows.forEach(writer::add);
        writer.claim(writer.finish("p.jsonl"));
        flush();
        var manifest = Json.object().put("batch", BATCH);
        manifest.putObject("model").put("name", MODEL.name()).put("weights", MODEL.digest());
        objects.putManifest(Json.bytes(manifest));
        return StoredBatch.open(store, names, BATCH);
    }

    /** Without a snapshot that means anything: nobody goes on with this batch. */
    private void flush() {
        try (Recorder recorder = new Recorder(objects, () -> {})) {
            recorder.store(new Recorder.Entry(segments.cut(), new Snapshot.Stamp(1, sequence++), new byte[0]));
            assertThat(recorder.await(Duration.ofMinutes(1))).isTrue();
        }
    }

    private Row.Place place() {
        return new Row.Place("p.jsonl", rows.size() + 1, rows.size());
    }

    private JobResult result(long row, JobResult.Outcome outcome) {
        Prompt prompt = ((PromptRow) rows.get((int) row)).prompt();
        return new JobResult(new Origin(new JobId(BATCH, row), prompt.id(), prompt.metadata()), MODEL, "w1", outcome);
    }

    private Parameters parameters(long row, int n) {
        Settings settings = new Settings(
                        "blur",
                        new Settings.Canvas(row % 3 == 0 ? 256 : 128, 128, n, null),
                        Settings.Stage.NONE,
                        Settings.Stage.NONE,
                        new Settings.Output(OutputFormat.PNG, Set.of(Save.EMBEDDINGS)))
                .over(Settings.BUILT_IN);
        return Parameters.of(((PromptRow) rows.get((int) row)).prompt().text(), settings, 100 + row);
    }

    private List<StoredImage> images(long row, int n, List<String> warnings) {
        Parameters parameters = parameters(row, n);
        JobId id = new JobId(BATCH, row);
        List<StoredImage> images = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            byte[] picture =
                    encoder.encode(pixels(parameters, i), OutputFormat.PNG, GenerationText.of(parameters, MODEL, i));
            byte[] tensor = ("tensor of " + id + " " + i).getBytes(StandardCharsets.UTF_8);
            List<Artifact> artifacts = List.of(
                    put("image", names.image(id, i, "png"), picture),
                    put("embeddings", names.embeddings(id, i), tensor));
            images.add(new StoredImage(i, parameters.canvas().seedOf(i), artifacts, null, warnings));
        }
        return images;
    }

    private Artifact put(String kind, String key, byte[] bytes) {
        String sha256 = Digests.sha256(bytes);
        store.putIfAbsent(new StoreObject(key, bytes, "application/octet-stream", Map.of(ObjectStore.SHA256, sha256)));
        return new Artifact(kind, key, sha256, bytes.length);
    }

    /** Of the prompt and the number alone: the same prompt is nearly the same picture. */
    private static Pixels pixels(Parameters parameters, int index) {
        int width = parameters.canvas().resolution().width();
        int height = parameters.canvas().resolution().height();
        Random random = new Random(parameters.text().prompt().hashCode() * 31L + index);
        byte[] colours = new byte[CELLS * CELLS * Pixels.CHANNELS];
        random.nextBytes(colours);
        byte[] rgb = new byte[width * height * Pixels.CHANNELS];
        for (int i = 0; i < width * height; i++) {
            int cell = (i / width) * CELLS / height * CELLS + (i % width) * CELLS / width;
            System.arraycopy(colours, cell * Pixels.CHANNELS, rgb, i * Pixels.CHANNELS, Pixels.CHANNELS);
        }
        rgb[0] = (byte) parameters.canvas().seed(); // no two files alike
        return new Pixels(width, height, rgb);
    }
}
