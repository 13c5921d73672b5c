package io.wuerstchen.fleet.dispatcher.archive;

import static io.wuerstchen.fleet.dispatcher.testing.Samples.committed;
import static io.wuerstchen.fleet.dispatcher.testing.Samples.dead;
import static org.assertj.core.api.Assertions.assertThat;

import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.job.StoredImage.MicroBatchRef;
import io.wuerstchen.fleet.common.storage.InMemoryObjectStore;
import io.wuerstchen.fleet.common.testing.FakeClock;
import io.wuerstchen.fleet.dispatcher.intake.RejectedRow;
import io.wuerstchen.fleet.dispatcher.intake.Row;
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
    private final ResultSegments segments = new ResultSegments(objects, clock);

    @Test
    void whatIsStoredComesBack() {
        RejectedRow rejected = new RejectedRow(new Row.Place("p.csv", 8, 7), "7", "size: too large", "{}");
        segments.result(committed(3, "w1", M1));
        segments.result(dead(4, "w1"));
        segments.rejected(rejected);

        segments.flush();

        assertThat(read(0)).containsExactly(committed(3, "w1", M1), dead(4, "w1"), rejected);
    }

    @Test
    void rowsOfOneTenThousandLieTogether() {
        segments.result(committed(9_999, "w1", M1));
        segments.result(committed(10_000, "w1", M1));

        segments.flush();

        assertThat(store.keys()).containsExactly(RESULTS + "00000-00000.jsonl.zst", RESULTS + "00001-00000.jsonl.zst");
        assertThat(read(1)).containsExactly(committed(10_000, "w1", M1));
    }

    @Test
    void whatAnotherRunHasStoredStays() {
        segments.result(committed(1, "w1", M1));
        segments.flush();

        ResultSegments another = new ResultSegments(objects, clock);
        another.result(committed(2, "w2", M1));
        another.flush();

        assertThat(store.keys()).containsExactly(RESULTS + "00000-00000.jsonl.zst", RESULTS + "00000-00001.jsonl.zst");
        assertThat(read(0)).containsExactly(committed(1, "w1", M1), committed(2, "w2", M1));
    }

    @Test
    void aMinuteIsTheLongestThatAResultWaits() {
        segments.result(committed(1, "w1", M1));
        clock.move(ResultSegments.MAX_AGE.minusMillis(1));
        segments.flushIfDue();
        assertThat(store.keys()).isEmpty();
        clock.move(Duration.ofMillis(1));

        segments.flushIfDue();

        assertThat(store.keys()).hasSize(1);
    }

    @Test
    void nothingIsStoredOfNothing() {
        clock.move(ResultSegments.MAX_AGE);

        segments.flushIfDue();
        segments.flush();

        assertThat(store.keys()).isEmpty();
    }

    @Test
    void memoryIsBoundedWhateverTheNumberOfResults() {
        for (int row = 0; row < 40_000; row++) {
            segments.result(committed(row % 20_000, "w1", M1));
        }

        // Some 400 bytes a result: 16 MB, of which 8 may wait.
        assertThat(store.keys()).isNotEmpty();
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
