package io.wuerstchen.fleet.bench;

import io.wuerstchen.fleet.common.artifact.Digests;
import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.job.GenerationJob.Origin;
import io.wuerstchen.fleet.common.job.JobId;
import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.job.ModelRef;
import io.wuerstchen.fleet.common.job.OutputFormat;
import io.wuerstchen.fleet.common.job.Parameters;
import io.wuerstchen.fleet.common.job.Prompt;
import io.wuerstchen.fleet.common.job.Settings;
import io.wuerstchen.fleet.common.job.StoredImage;
import io.wuerstchen.fleet.common.job.StoredImage.Artifact;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.common.storage.ObjectStore.StoreObject;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.dispatcher.archive.BatchObjects;
import io.wuerstchen.fleet.dispatcher.archive.InputWriter;
import io.wuerstchen.fleet.dispatcher.archive.Recorder;
import io.wuerstchen.fleet.dispatcher.archive.ResultSegments;
import io.wuerstchen.fleet.dispatcher.intake.PromptRow;
import io.wuerstchen.fleet.dispatcher.intake.Row;
import io.wuerstchen.fleet.dispatcher.ledger.Snapshot;
import io.wuerstchen.fleet.worker.store.GenerationText;
import io.wuerstchen.fleet.worker.store.PictureEncoder;
import io.wuerstchen.fleet.worker.store.Pixels;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Puts a batch into a store as if it had run: input, pictures of noise, results. Of its pictures only {@link #DISTINCT} are stored,
 * and rows share them, or making it would take longer than any bench.
 */
final class GeneratedBatch {
    private static final ModelRef MODEL = ModelRef.simulated("bench");
    static final int DISTINCT = 2000;
    private static final int THREADS = 8;
    private static final int LIMIT_MINUTES = 60;

    private final ObjectStore store;
    private final ObjectNames names;
    private final String batch;
    private final int side;
    private final PictureEncoder encoder = new PictureEncoder();
    private final Map<Integer, Artifact> pictures = new ConcurrentHashMap<>();

    GeneratedBatch(ObjectStore store, ObjectNames names, String batch, int side) {
        this.store = store;
        this.names = names;
        this.batch = batch;
        this.side = side;
    }

    void put(int rows) throws InterruptedException {
        BatchObjects objects = new BatchObjects(store, names, batch);
        InputWriter input = new InputWriter(objects, true);
        ResultSegments results = new ResultSegments(Clock.systemUTC());
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        Semaphore ahead = new Semaphore(THREADS * 2);
        try {
            for (int row = 0; row < rows; row++) {
                int number = row;
                input.add(new PromptRow(new Row.Place("bench.jsonl", row + 1, row), prompt(row)));
                ahead.acquire();
                storeIfDue(objects, results);
                threads.execute(() -> {
                    JobResult result = draw(number);
                    synchronized (results) {
                        results.result(result);
                    }
                    ahead.release();
                });
            }
        } finally {
            threads.shutdown();
        }
        if (!threads.awaitTermination(LIMIT_MINUTES, TimeUnit.MINUTES)) {
            throw new IllegalStateException("pictures not stored in " + LIMIT_MINUTES + " minutes");
        }
        store(objects, results);
        input.claim(input.finish("bench.jsonl"));
        var manifest = Json.object().put("batch", batch);
        manifest.putObject("model").put("name", MODEL.name()).put("weights", MODEL.digest());
        objects.putManifest(Json.bytes(manifest));
    }

    private static void storeIfDue(BatchObjects objects, ResultSegments results) {
        synchronized (results) {
            if (results.due()) {
                store(objects, results);
            }
        }
    }

    /** Without a snapshot that means anything: nobody goes on with this batch. */
    private static void store(BatchObjects objects, ResultSegments results) {
        try (Recorder recorder = new Recorder(objects, () -> {})) {
            recorder.store(new Recorder.Entry(results.cut(), new Snapshot.Stamp(1, 1), new byte[0]));
            if (!recorder.await(Duration.ofMinutes(LIMIT_MINUTES))) {
                throw new IllegalStateException("results not stored in " + LIMIT_MINUTES + " minutes");
            }
        }
    }

    private static Prompt prompt(int row) {
        return new Prompt("row-" + row, "picture number " + row, Settings.NONE, Map.of("batch_row", row));
    }

    private JobResult draw(int row) {
        Parameters parameters = parameters(row);
        Artifact picture = pictures.computeIfAbsent(row % DISTINCT, this::picture);
        return new JobResult(
                new Origin(new JobId(batch, row), "row-" + row, prompt(row).metadata()),
                MODEL,
                "bench",
                new JobResult.Committed(
                        parameters, List.of(new StoredImage(0, row, List.of(picture), null, List.of())), 1));
    }

    private Artifact picture(int row) {
        byte[] file = encoder.encode(noise(row), OutputFormat.PNG, GenerationText.of(parameters(row), MODEL, 0));
        String key = names.image(new JobId(batch, row), 0, "png");
        String sha256 = Digests.sha256(file);
        store.putIfAbsent(new StoreObject(key, file, "image/png", Map.of(ObjectStore.SHA256, sha256)));
        return new Artifact("image", key, sha256, file.length);
    }

    private Parameters parameters(int row) {
        return Parameters.of(prompt(row).text(), settings().over(Settings.BUILT_IN), row);
    }

    private Settings settings() {
        return new Settings(
                "",
                new Settings.Canvas(side, side, 1, null),
                Settings.Stage.NONE,
                Settings.Stage.NONE,
                new Settings.Output(OutputFormat.PNG, Set.of()));
    }

    /** Half of each value by chance: as hard to compress as a photograph. */
    private Pixels noise(int row) {
        byte[] rgb = new byte[side * side * Pixels.CHANNELS];
        new SplittableRandom(row).nextBytes(rgb);
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) (rgb[i] & 0x0F | (i / Pixels.CHANNELS % side) * 240 / side & 0xF0);
        }
        return new Pixels(side, side, rgb);
    }
}
