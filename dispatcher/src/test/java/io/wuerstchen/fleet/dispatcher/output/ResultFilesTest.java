package io.wuerstchen.fleet.dispatcher.output;

import static io.wuerstchen.fleet.dispatcher.testing.Samples.MODEL;
import static io.wuerstchen.fleet.dispatcher.testing.Samples.cancelled;
import static io.wuerstchen.fleet.dispatcher.testing.Samples.committed;
import static io.wuerstchen.fleet.dispatcher.testing.Samples.dead;
import static io.wuerstchen.fleet.dispatcher.testing.Samples.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.job.FailureKind;
import io.wuerstchen.fleet.common.job.GenerationJob;
import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.job.JobId;
import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.job.Prompt;
import io.wuerstchen.fleet.common.job.Settings;
import io.wuerstchen.fleet.common.job.StoredImage;
import io.wuerstchen.fleet.common.job.StoredImage.Artifact;
import io.wuerstchen.fleet.common.storage.InMemoryObjectStore;
import io.wuerstchen.fleet.common.testing.FakeClock;
import io.wuerstchen.fleet.common.wire.BatchControl.State;
import io.wuerstchen.fleet.dispatcher.archive.BatchObjects;
import io.wuerstchen.fleet.dispatcher.archive.InputWriter;
import io.wuerstchen.fleet.dispatcher.archive.Outcomes;
import io.wuerstchen.fleet.dispatcher.archive.ResultSegments;
import io.wuerstchen.fleet.dispatcher.archive.Wanted;
import io.wuerstchen.fleet.dispatcher.intake.PromptRow;
import io.wuerstchen.fleet.dispatcher.intake.RejectedRow;
import io.wuerstchen.fleet.dispatcher.intake.Row;
import io.wuerstchen.fleet.dispatcher.testing.Segments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultFilesTest {
    @TempDir
    private Path dir;

    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final BatchObjects objects = new BatchObjects(store, new ObjectNames(""), "demo");
    private final ResultSegments segments = new ResultSegments(new FakeClock());

    @Test
    void hasALineForEveryRowInItsOrder() throws IOException {
        // Given
        input(prompt(0), rejected(1), prompt(2), prompt(3), prompt(4));
        segments.result(dead(3, "w1"));
        segments.rejected(rejected(2));
        segments.result(picture());
        Segments.store(objects, segments);

        // When
        write();

        // Then
        assertThat(dir.resolve("results.jsonl")).content().isEqualTo("""
                {"row":0,"id":"apple","state":"committed","model":"emoji","weights":"0123abcd","images":[\
                {"index":0,"seed":1,"size":"1024x1024","key":"k.png","sha256":"aa","bytes":9,"warnings":["flat"],\
                "artifacts":[{"kind":"embeddings","key":"k.safetensors","sha256":"bb","bytes":8}]}],"metadata":{"sku":7}}
                {"row":1,"id":"1","state":"rejected","line":2,"reason":"prompt: missing"}
                {"row":2,"id":"2","state":"rejected","line":3,"reason":"prompt: missing"}
                {"row":3,"id":"id-3","state":"dead","kind":"BadImage","reason":"NaN in the latents"}
                {"row":4,"id":"id-4","state":"open"}
                """);
        assertThat(dir.resolve("rejected.jsonl")).content().isEqualTo("""
                {"file":"p.csv","line":2,"row":1,"id":"1","reason":"prompt: missing","raw":"{}"}
                {"file":"p.csv","line":3,"row":2,"id":"2","reason":"prompt: missing","raw":"{}"}
                """);
    }

    @Test
    void whatIsWithoutAWordWhenTheBatchHasEndedWasCancelled() throws IOException {
        input(prompt(0), prompt(1));
        segments.result(cancelled(0));
        Segments.store(objects, segments);
        new Wanted(State.CANCELLED).write(objects);
        objects.putReport(0, new byte[] {'{', '}'});

        write();

        assertThat(dir.resolve("results.jsonl")).content().isEqualTo("""
                {"row":0,"id":"id-0","state":"cancelled"}
                {"row":1,"id":"id-1","state":"cancelled"}
                """);
    }

    @Test
    void deadBeatsCancelledAndOfTwoDeathsTheLaterGenerationsCounts() throws IOException {
        input(prompt(0));
        segments.result(dead(0, "w1"));
        segments.result(cancelled(0));
        segments.result(dead(0, "w1", FailureKind.TIMEOUT, 1));
        segments.result(dead(0, "w1"));
        Segments.store(objects, segments);

        write();

        assertThat(dir.resolve("results.jsonl")).content().contains("\"kind\":\"Timeout\"");
    }

    @Test
    void committedBeatsDeadWhicheverCameFirst() throws IOException {
        input(prompt(0), prompt(1));
        segments.result(dead(0, "w1"));
        segments.result(committed(0, "w1"));
        Segments.store(objects, segments);
        segments.result(committed(1, "w1"));
        segments.result(dead(1, "w1"));
        Segments.store(objects, segments);

        write();

        assertThat(dir.resolve("results.jsonl"))
                .content()
                .doesNotContain("dead")
                .contains("\"row\":0", "\"row\":1");
    }

    @Test
    void rowsOfACancelledBatchThatWereNeverPublishedAreCancelled() throws IOException {
        input(prompt(0), prompt(1));
        segments.result(committed(0, "w1"));
        Segments.store(objects, segments);
        new Wanted(State.CANCELLED).write(objects);
        objects.putReport(0, new byte[0]);

        write();

        assertThat(dir.resolve("results.jsonl"))
                .content()
                .contains("{\"row\":1,\"id\":\"id-1\",\"state\":\"cancelled\"}");
    }

    @Test
    void replacesOlderFilesAndLeavesNothingElse() throws IOException {
        input(prompt(0));
        Files.writeString(dir.resolve("results.jsonl"), "old");

        write();

        assertThat(dir.resolve("results.jsonl")).content().doesNotContain("old");
        assertThat(dir.resolve("rejected.jsonl")).isEmptyFile();
        assertThat(dir).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void aBatchThatIsNotThereIsOneClearError() {
        assertThatThrownBy(this::write)
                .isInstanceOf(InvalidJobException.class)
                .hasMessage("batch: demo (expected: one whose input is in the store)");
    }

    /** As if no more than two results fitted into memory. */
    @Test
    void resultsThatDoNotFitAtOnceAreReadAgain() {
        List<Long> told = new ArrayList<>();
        StoredOutcomes outcomes = new StoredOutcomes(objects, 900);
        for (int row = 19; row >= 0; row--) {
            segments.result(committed(row, "w1"));
        }
        Segments.store(objects, segments);

        for (int row = 0; row < 20; row++) {
            outcomes.tell(prompt(row), new Outcomes() {
                @Override
                public void result(JobResult result) {
                    told.add(result.id().row());
                }

                @Override
                public void rejected(RejectedRow row) {
                    throw new AssertionError(row);
                }
            });
        }

        assertThat(told).hasSize(20).isSorted();
    }

    private void write() throws IOException {
        new ResultFiles(store, new ObjectNames("")).write("demo", dir);
    }

    private void input(Row... rows) {
        InputWriter writer = new InputWriter(objects, true);
        List.of(rows).forEach(writer::add);
        writer.claim(writer.finish("p.csv"));
    }

    private static JobResult picture() {
        StoredImage image = new StoredImage(
                0,
                1,
                List.of(new Artifact("image", "k.png", "aa", 9), new Artifact("embeddings", "k.safetensors", "bb", 8)),
                null,
                List.of("flat"));
        GenerationJob.Origin origin = new GenerationJob.Origin(new JobId("demo", 0), "apple", Map.of("sku", 7));
        JobResult.Committed committed =
                new JobResult.Committed(job(0, Settings.NONE).parameters(), List.of(image), 1.5);
        return new JobResult(origin, MODEL, "w1", committed);
    }

    private static PromptRow prompt(long row) {
        return new PromptRow(place(row), new Prompt("id-" + row, "a red apple", Settings.NONE, Map.of()));
    }

    private static RejectedRow rejected(long row) {
        return new RejectedRow(place(row), String.valueOf(row), "prompt: missing", "{}");
    }

    private static Row.Place place(long row) {
        return new Row.Place("p.csv", row + 1, row);
    }
}
