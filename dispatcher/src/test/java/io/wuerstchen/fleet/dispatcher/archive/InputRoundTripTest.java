package io.wuerstchen.fleet.dispatcher.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.job.Prompt;
import io.wuerstchen.fleet.common.job.Settings;
import io.wuerstchen.fleet.common.storage.InMemoryObjectStore;
import io.wuerstchen.fleet.common.storage.ObjectStore.StoreObject;
import io.wuerstchen.fleet.common.storage.StoreException;
import io.wuerstchen.fleet.dispatcher.intake.PromptRow;
import io.wuerstchen.fleet.dispatcher.intake.RejectedRow;
import io.wuerstchen.fleet.dispatcher.intake.Row;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InputRoundTripTest {
    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final BatchObjects objects = new BatchObjects(store, new ObjectNames(""), "demo");

    @Test
    void rowsComeBackAsTheyWere() {
        List<Row> rows = List.of(
                prompt(0, "apple", "größe", Map.of("sku", List.of(1, 2.5))),
                new RejectedRow(new Row.Place("p.csv", 2, 1), "1", "prompt: missing", ",,"),
                prompt(2, "2", "", Map.of()));

        InputIndex index = upload(rows, "p.csv");

        assertThat(index.rows()).isEqualTo(3);
        assertThat(index.rejected()).isEqualTo(1);
        assertThat(read(index)).isEqualTo(rows);
    }

    @Test
    void aChunkHasTenThousandRows() {
        InputIndex index = upload(prompts(25_000), "p.csv");

        assertThat(index.chunks()).extracting(InputIndex.Chunk::from).containsExactly(0L, 10_000L, 20_000L);
        assertThat(index.chunks()).extracting(InputIndex.Chunk::rows).containsExactly(10_000, 10_000, 5_000);
        assertThat(read(index)).hasSize(25_000);
    }

    @Test
    void aChunkOfVeryLongRowsEndsEarly() {
        String mebibyte = "x".repeat(1024 * 1024);
        List<Row> rows = IntStream.range(0, 20)
                .<Row>mapToObj(i -> prompt(i, String.valueOf(i), mebibyte, Map.of()))
                .toList();

        InputIndex index = upload(rows, "p.csv");

        assertThat(index.chunks()).extracting(InputIndex.Chunk::rows).containsExactly(16, 4);
    }

    @Test
    void theIndexThatIsReadIsTheOneThatWasWritten() {
        InputIndex index = upload(prompts(10_001), "p.csv");

        assertThat(InputIndex.find(objects)).contains(index);
    }

    @Test
    void thereIsNoInputBeforeItsIndex() {
        InputWriter writer = new InputWriter(objects, true);
        prompts(10_001).forEach(writer::add);
        writer.finish("p.csv");

        assertThat(InputIndex.find(objects)).isEmpty();
    }

    @Test
    void whatIsLeftOfAnotherUploadDoesNoHarm() {
        InputWriter brokenOff = new InputWriter(objects, true);
        prompts(10_000).forEach(brokenOff::add);
        List<Row> rows = List.of(prompt(0, "0", "another", Map.of()));

        InputIndex index = upload(rows, "p.csv");

        assertThat(store.keys())
                .filteredOn(key -> key.contains("/input/00000-"))
                .hasSize(2);
        assertThat(read(index)).isEqualTo(rows);
    }

    @Test
    void theSameRowsOfAnotherFileAreTheSameInput() {
        assertThat(measure(prompts(3), "a.csv").sha256())
                .isEqualTo(measure(prompts(3), "b.csv.gz").sha256())
                .isNotEqualTo(measure(prompts(4), "a.csv").sha256());
    }

    @Test
    void theFirstIndexStays() {
        InputIndex first = upload(prompts(3), "a.csv");

        assertThat(upload(prompts(4), "a.csv")).isEqualTo(first);
    }

    @Test
    void measuringStoresNothing() {
        InputIndex index = measure(prompts(10_001), "p.csv");

        assertThat(store.keys()).isEmpty();
        assertThat(index.sha256()).isEqualTo(upload(prompts(10_001), "p.csv").sha256());
    }

    @Test
    void aChunkThatHasChangedIsNotedBeforeItsFirstRow() {
        InputIndex index = upload(prompts(3), "p.csv");
        InMemoryObjectStore other = new InMemoryObjectStore();
        String key = store.keys().stream()
                .filter(name -> name.contains("/00000-"))
                .findFirst()
                .orElseThrow();
        byte[] changed = chunk("{\"row\":0}");
        other.putIfAbsent(new StoreObject(key, changed, "application/zstd", Map.of()));

        assertThatThrownBy(() -> new InputReader(new BatchObjects(other, new ObjectNames(""), "demo"), index).next())
                .isInstanceOf(StoreException.class)
                .hasMessageStartingWith("input chunk: sha256 ");
    }

    private static byte[] chunk(String line) {
        LinesWriter writer = new LinesWriter();
        writer.add(line.getBytes(StandardCharsets.UTF_8));
        return writer.pack().zstd();
    }

    private InputIndex upload(List<Row> rows, String file) {
        InputWriter writer = new InputWriter(objects, true);
        rows.forEach(writer::add);
        return writer.claim(writer.finish(file));
    }

    private InputIndex measure(List<Row> rows, String file) {
        InputWriter writer = new InputWriter(objects, false);
        rows.forEach(writer::add);
        return writer.finish(file);
    }

    private List<Row> read(InputIndex index) {
        List<Row> rows = new ArrayList<>();
        try (InputReader reader = new InputReader(objects, index)) {
            for (Optional<Row> row = reader.next(); row.isPresent(); row = reader.next()) {
                rows.add(row.get());
            }
        }
        return rows;
    }

    private static List<Row> prompts(int count) {
        return IntStream.range(0, count)
                .<Row>mapToObj(i -> prompt(i, String.valueOf(i), "a red apple", Map.of()))
                .toList();
    }

    private static PromptRow prompt(long row, String id, String text, Map<String, Object> metadata) {
        return new PromptRow(new Row.Place("p.csv", row + 1, row), new Prompt(id, text, Settings.NONE, metadata));
    }
}
