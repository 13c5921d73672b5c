package io.wuerstchen.fleet.dispatcher.archive;

import static io.wuerstchen.fleet.dispatcher.testing.Samples.committed;
import static io.wuerstchen.fleet.dispatcher.testing.Samples.dead;
import static org.assertj.core.api.Assertions.assertThat;

import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.job.StoredImage.MicroBatchRef;
import io.wuerstchen.fleet.common.storage.InMemoryObjectStore;
import io.wuerstchen.fleet.common.testing.FakeClock;
import io.wuerstchen.fleet.common.wire.ResultJson;
import io.wuerstchen.fleet.dispatcher.intake.RejectedRow;
import io.wuerstchen.fleet.dispatcher.intake.Row;
import io.wuerstchen.fleet.dispatcher.testing.Segments;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResultSegmentsTest {
    private static final MicroBatchRef M1 = new MicroBatchRef("m1", "256x128", 8);
    private static final String RESULTS = "batches/demo/results/";

    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final BatchObjects objects = new BatchObjects(store, new ObjectNames(""), "demo");
    private final FakeClock clock = new FakeClock();
    private final ResultSegments segments = new ResultSegments(clock);

    @Test
    void whatIsStoredComesBack() {
        RejectedRow rejected = new RejectedRow(new Row.Place("p.csv", 8, 7), "7", "size: too large", "{}");
        segments.result(committed(3, "w1", M1));
        segments.result(dead(4, "w1"));
        segments.rejected(rejected);

        Segments.store(objects, segments);

        assertThat(read(0)).containsExactly(committed(3, "w1", M1), dead(4, "w1"), rejected);
    }

    @Test
    void whatAWorkerSaidIsALineAsItIsOrMadeOne() {
        String json =
                ResultJson.write(committed(3, "w1", M1)).put("new", "kept").toString();
        segments.result(committed(3, "w1", M1), json.getBytes(StandardCharsets.UTF_8));
        String pretty = ResultJson.write(dead(4, "w1")).toPrettyString();
        segments.result(dead(4, "w1"), pretty.getBytes(StandardCharsets.UTF_8));

        String lines = new String(segments.cut().get(0).lines(), StandardCharsets.UTF_8);

        assertThat(lines.lines()).hasSize(2);
        assertThat(lines).startsWith(json);
    }

    @Test
    void rowsOfOneTenThousandLieTogether() {
        segments.result(committed(9_999, "w1", M1));
        segments.result(committed(10_000, "w1", M1));

        Segments.store(objects, segments);

        assertThat(store.list(RESULTS, 10))
                .containsExactly(RESULTS + "00000-00000.jsonl.zst", RESULTS + "00001-00000.jsonl.zst");
        assertThat(read(1)).containsExactly(committed(10_000, "w1", M1));
    }

    @Test
    void whatAnotherRunHasStoredStays() {
        segments.result(committed(1, "w1", M1));
        Segments.store(objects, segments);

        ResultSegments another = new ResultSegments(clock);
        another.result(committed(2, "w2", M1));
        Segments.store(objects, another);

        assertThat(store.list(RESULTS, 10))
                .containsExactly(RESULTS + "00000-00000.jsonl.zst", RESULTS + "00000-00001.jsonl.zst");
        assertThat(read(0)).containsExactly(committed(1, "w1", M1), committed(2, "w2", M1));
    }

    @Test
    void aMinuteIsTheLongestThatAResultWaits() {
        segments.result(committed(1, "w1", M1));
        clock.move(ResultSegments.MAX_AGE.minusMillis(1));
        assertThat(segments.due()).isFalse();

        clock.move(Duration.ofMillis(1));

        assertThat(segments.due()).isTrue();
    }

    @Test
    void nothingIsStoredOfNothing() {
        clock.move(ResultSegments.MAX_AGE);

        assertThat(segments.due()).isFalse();
        assertThat(segments.cut()).isEmpty();
    }

    @Test
    void saysWhenNoMoreMayWait() {
        int held = 0;
        for (; !segments.full(); held++) {
            segments.result(committed(held % 20_000, "w1", M1));
        }

        // Some 400 bytes a result, 16 MiB.
        assertThat(held).isBetween(20_000, 80_000);
        segments.cut();
        assertThat(segments.full()).isFalse();
    }

    private List<Object> read(long block) {
        List<Object> told = new ArrayList<>();
        ResultSegments.read(objects, "p.csv", block, new Outcomes() {
            @Override
            public void result(JobResult result) {
                told.add(result);
            }

            @Override
            public void rejected(RejectedRow row) {
                told.add(row);
            }
        });
        return told;
    }
}
