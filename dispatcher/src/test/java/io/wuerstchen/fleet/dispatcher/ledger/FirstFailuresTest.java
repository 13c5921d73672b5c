package io.wuerstchen.fleet.dispatcher.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FirstFailuresTest {
    private final FirstFailures failures = new FirstFailures();

    @Test
    void keepsTheLowestRowsInWhateverOrderTheyFail() {
        LongStream.rangeClosed(1, 150).map(i -> 150 - i).forEach(this::fail);

        assertThat(failures.list())
                .extracting(RowFailure::row)
                .containsExactlyElementsOf(LongStream.range(0, 100).boxed().toList());
    }

    @Test
    void forgetsARowThatIsCommittedAfterAll() {
        fail(1);
        fail(2);

        failures.remove(1);

        assertThat(failures.list()).extracting(RowFailure::row).containsExactly(2L);
    }

    private void fail(long row) {
        failures.add(new RowFailure(row, "id-" + row, null, row + 1, "prompt: missing"));
    }
}
