package io.wuerstchen.fleet.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.config.KafkaAddress;
import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.job.Settings;
import io.wuerstchen.fleet.common.storage.InMemoryObjectStore;
import io.wuerstchen.fleet.common.testing.FakeClock;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.common.wire.Topics;
import io.wuerstchen.fleet.dispatcher.archive.BatchObjects;
import io.wuerstchen.fleet.dispatcher.archive.InputIndex;
import io.wuerstchen.fleet.dispatcher.intake.PromptSource;
import io.wuerstchen.fleet.dispatcher.ledger.Tally;
import io.wuerstchen.fleet.dispatcher.ledger.Work;
import io.wuerstchen.fleet.dispatcher.status.BatchReport;
import io.wuerstchen.fleet.dispatcher.status.ReportJson;
import io.wuerstchen.fleet.dispatcher.testing.Samples;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchIntakeTest {
    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final BatchObjects objects = new BatchObjects(store, new ObjectNames(""), "demo");
    private final RecordingListener listener = new RecordingListener();

    @Test
    void leavesTheWholeInputInTheStore() {
        InputIndex index = take("a\nb\nc\n", Settings.NONE);

        assertThat(index.rows()).isEqualTo(3);
        assertThat(InputIndex.find(objects)).contains(index);
    }

    @Test
    void tellsOfEveryBadRow() {
        InputIndex index = take("{\"prompt\": \"a\"}\n{\"prompt\": 1}\nb\n", Settings.NONE);

        assertThat(index.rejected()).isEqualTo(2);
        assertThat(listener.rejected).extracting(row -> row.place().line()).containsExactly(2L, 3L);
    }

    @Test
    void theSameInputAgainStoresNothingMore() {
        InputIndex index = take("a\nb\n", Settings.NONE);
        List<String> keys = store.keys();

        assertThat(take("a\nb\n", Settings.NONE)).isEqualTo(index);

        assertThat(store.keys()).isEqualTo(keys);
    }

    @Test
    void anotherInputIsRefusedAndStoresNothing() {
        take("a\nb\n", Settings.NONE);
        List<String> keys = store.keys();

        assertThatThrownBy(() -> take("a\nc\n", Settings.NONE))
                .isInstanceOf(InvalidJobException.class)
                .hasMessage("batch: demo stands there with another input"
                        + " (expected: the same input to go on with it, or by --batch a new name such as demo-2)");

        assertThat(store.keys()).isEqualTo(keys);
    }

    @Test
    void whereTheNameIsTheFilesItSaysSo(@TempDir Path folder) throws IOException {
        // Given
        take("a\nb\n", Settings.NONE);
        Path file = Files.writeString(folder.resolve("demo.csv"), "prompt\na\n");
        BatchSpec spec = new BatchSpec("demo", PromptSource.file(file), "emoji", BatchSpec.Options.NONE);

        // When
        assertThatThrownBy(() -> new BatchIntake(objects, listener).take(spec))

                // Then
                .hasMessageStartingWith(
                        "batch: demo stands there with another input (the name is the file's) (expected: ");
    }

    @Test
    void anInputWithoutRowsIsRefused() {
        assertThatThrownBy(() -> take("\n \n", Settings.NONE))
                .isInstanceOf(InvalidJobException.class)
                .hasMessage("prompts: stdin: no rows (expected: one or more)");
    }

    @Test
    void optionsThatCannotBeHadAreRefusedBeforeAnyRow() {
        assertThatThrownBy(() -> take("a\n", Samples.canvas(100, 128, 1)))
                .hasMessage("width: 100 (expected: a multiple of 128, nearest 128)");
    }

    @Test
    void anInterruptEndsItWithoutAnIndex() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> take("a\n", Settings.NONE)).isInstanceOf(CancellationException.class);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(store.keys()).isEmpty();
    }

    @Test
    void saysNowAndThenHowFarItHasRead() {
        new BatchIntake(objects, listener).take(spec("a\n".repeat(2500), Settings.NONE));

        assertThat(listener.read).containsExactly(1000L, 2000L);
    }

    /** No Kafka is there at all. */
    @Test
    void aFinishedBatchGivesItsReportAtOnce() {
        // Given
        BatchSpec spec = spec("a\nb\n", Settings.NONE);
        new BatchIntake(objects, listener).take(spec);
        spec.submission().claim(objects);
        BatchReport report = new BatchReport(
                "demo",
                0,
                new BatchReport.Totals(2, new Tally(2, 2, 0, 0, 0, 2), 0, 1.5),
                new Work(List.of(), new TreeMap<>(Map.of("w1", 2L))),
                List.of());
        objects.putReport(0, Json.bytes(ReportJson.write(report)));

        // When
        BatchReport again = dispatcher().run(spec("a\nb\n", Settings.NONE), listener);

        // Then
        assertThat(again).isEqualTo(report);
    }

    @Test
    void aFinishedBatchIsStillRefusedToOtherOptions() {
        BatchSpec spec = spec("a\n", Settings.NONE);
        new BatchIntake(objects, listener).take(spec);
        spec.submission().claim(objects);

        assertThatThrownBy(() -> dispatcher().run(spec("a\n", Samples.canvas(256, 128, 1)), listener))
                .hasMessageStartingWith("batch: demo stands there with other options ");
    }

    private Dispatcher dispatcher() {
        KafkaAddress nowhere = new KafkaAddress("127.0.0.1:1", "", Map.of());
        return new Dispatcher(nowhere, new Topics(""), store, new ObjectNames(""), new FakeClock());
    }

    private InputIndex take(String text, Settings settings) {
        return new BatchIntake(objects, listener).take(spec(text, settings));
    }

    private static BatchSpec spec(String text, Settings settings) {
        PromptSource stdin = PromptSource.stdin(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        return new BatchSpec(
                "demo", stdin, "emoji", new BatchSpec.Options(settings, BatchSpec.DEFAULT_MAX_PIXELS, null));
    }
}
