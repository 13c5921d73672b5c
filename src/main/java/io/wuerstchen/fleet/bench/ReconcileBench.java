package io.wuerstchen.fleet.bench;

import io.wuerstchen.fleet.bench.BenchTable.Column;
import io.wuerstchen.fleet.common.artifact.Digests;
import io.wuerstchen.fleet.common.artifact.JobObjects;
import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.job.GenerationJob;
import io.wuerstchen.fleet.common.job.JobId;
import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.job.JobResult.Committed;
import io.wuerstchen.fleet.common.job.ModelRef;
import io.wuerstchen.fleet.common.job.Parameters;
import io.wuerstchen.fleet.common.job.Prompt;
import io.wuerstchen.fleet.common.job.Settings;
import io.wuerstchen.fleet.common.job.StoredImage;
import io.wuerstchen.fleet.common.job.StoredImage.Artifact;
import io.wuerstchen.fleet.dispatcher.archive.BatchObjects;
import io.wuerstchen.fleet.dispatcher.archive.InputWriter;
import io.wuerstchen.fleet.dispatcher.archive.Recorder;
import io.wuerstchen.fleet.dispatcher.archive.ResultSegments;
import io.wuerstchen.fleet.dispatcher.intake.PromptRow;
import io.wuerstchen.fleet.dispatcher.intake.Row;
import io.wuerstchen.fleet.dispatcher.ledger.Snapshot;
import io.wuerstchen.fleet.dispatcher.plan.JobPlanner;
import io.wuerstchen.fleet.dispatcher.proof.Proof;
import io.wuerstchen.fleet.dispatcher.proof.Reconciliation;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** How fast a batch is proven: its input and results are real, its pictures made up. */
public final class ReconcileBench {
    private static final String BATCH = "bench";
    private static final ModelRef MODEL = new ModelRef("bench", "0123456789abcdef");
    private static final Parameters PARAMETERS = Parameters.of("a red apple", Settings.BUILT_IN, 1);
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final List<Column> COLUMNS = List.of(
            new Column("rows", "ROWS", 0),
            new Column("objects", "OBJECTS", 0),
            new Column("seconds", "SECONDS", 1),
            new Column("rows_per_second", "ROWS/S", 0));

    private final int rows;
    private final Duration call;
    private final MadeUpStore store;
    private final BatchObjects objects;

    /** @param call what each call of the store takes */
    public ReconcileBench(int rows, Duration call) {
        this.rows = rows;
        this.call = call;
        store = new MadeUpStore(BATCH, rows, PARAMETERS, call);
        objects = new BatchObjects(store, new ObjectNames(""), BATCH);
    }

    /** Makes the batch, and proves it. */
    public BenchTable measure() throws InterruptedException {
        make();
        long start = System.nanoTime();
        Proof proof = reconciliation().prove(BATCH, finding -> {});
        double seconds = (System.nanoTime() - start) / 1e9;
        if (proof.verdict() != Proof.Verdict.PROVEN) {
            throw new IllegalStateException("a bench's own batch is not proven: " + proof.line());
        }
        long each = new JobObjects(new ObjectNames(""), new JobId(BATCH, 0), PARAMETERS)
                .all()
                .size();
        return new BenchTable(
                "reconcile",
                COLUMNS,
                List.of(List.of(rows, rows * each, seconds, rows / seconds)),
                List.of("Every row is committed, with a picture and its embeddings. Each call of the store takes "
                        + call.toMillis() + " ms. Bytes are not read again."));
    }

    private Reconciliation reconciliation() {
        JobPlanner.Target target = JobPlanner.Target.of(MODEL, Settings.NONE, Settings.NONE);
        JobPlanner planner = new JobPlanner(BATCH, target, Long.MAX_VALUE, BATCH);
        return new Reconciliation(store, new ObjectNames(""), Clock.systemUTC(), false, bench -> Optional.of(planner));
    }

    private void make() {
        InputWriter input = new InputWriter(objects, true);
        ResultSegments segments = new ResultSegments(Clock.systemUTC());
        try (Recorder recorder = new Recorder(objects, () -> {})) {
            for (int row = 0; row < rows; row++) {
                Row.Place place = new Row.Place("bench.jsonl", row + 1, row);
                input.add(
                        new PromptRow(place, new Prompt("id-" + row, "a red apple", PARAMETERS.settings(), Map.of())));
                segments.result(result(row));
                if (segments.full()) {
                    store(recorder, segments);
                }
            }
            store(recorder, segments);
        }
        input.claim(input.finish("bench.jsonl"));
        objects.putReport(0, "{}".getBytes(StandardCharsets.UTF_8));
    }

    private static void store(Recorder recorder, ResultSegments segments) {
        recorder.store(new Recorder.Entry(segments.cut(), new Snapshot.Stamp(0, 0), new byte[0]));
        if (!recorder.await(LIMIT)) {
            throw new IllegalStateException("results are not stored in " + LIMIT.toMinutes() + " minutes");
        }
    }

    private static JobResult result(long row) {
        JobId id = new JobId(BATCH, row);
        JobObjects objects = new JobObjects(new ObjectNames(""), id, PARAMETERS);
        List<StoredImage> images = IntStream.range(0, PARAMETERS.canvas().n())
                .mapToObj(i -> new StoredImage(i, 1, artifacts(objects.of(i)), null, List.of()))
                .toList();
        GenerationJob.Origin origin = new GenerationJob.Origin(id, "id-" + row, Map.of());
        return new JobResult(origin, MODEL, "bench", new Committed(PARAMETERS, images, 1));
    }

    private static List<Artifact> artifacts(List<JobObjects.Name> names) {
        return names.stream()
                .map(name -> new Artifact(name.kind(), name.key(), sha256(name.key()), MadeUpStore.BYTES))
                .toList();
    }

    private static String sha256(String key) {
        return Digests.sha256(key.getBytes(StandardCharsets.UTF_8));
    }
}
