package io.wuerstchen.fleet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wuerstchen.fleet.dispatcher.intake.RejectedRow;
import io.wuerstchen.fleet.dispatcher.intake.Row.Place;
import io.wuerstchen.fleet.dispatcher.ledger.Tally;
import io.wuerstchen.fleet.dispatcher.status.BatchProgress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BatchViewTest {
    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

    @Test
    void showsTenRejectedRowsAndCountsTheRest() {
        try (BatchView view = view(false)) {
            for (int row = 0; row < 25; row++) {
                view.rejected(new RejectedRow(new Place("cats.csv", row + 2, row), "cat", "prompt: missing", ""));
            }
        }

        assertThat(text().lines())
                .hasSize(11)
                .startsWith("rejected: cats.csv line 2: prompt: missing")
                .endsWith(
                        "rejected: 15 rows more of 25; the batch's fleet submit with --report FILE writes all to rejected.jsonl beside FILE");
    }

    @Test
    void saysWhereAllRejectedRowsGo() {
        try (BatchView view = new BatchView("cats", terminal(false), result -> {}, "out/rejected.jsonl gets all")) {
            for (int row = 0; row < 11; row++) {
                view.rejected(new RejectedRow(new Place("cats.csv", row + 2, row), "cat", "prompt: missing", ""));
            }
        }

        assertThat(text().lines()).last().isEqualTo("rejected: 1 row more of 11; out/rejected.jsonl gets all");
    }

    @Test
    void theBarKeepsItsWordsApartAndNeverAsksHowManyRowsThereAre() {
        try (BatchView view = view(true)) {
            view.progress(new BatchProgress(new Tally(24, 12, 0, 0, 0, 12), 24, 2.1));
        }

        assertThat(text()).contains("rows/s 2.1 pictures/s").doesNotContain("0/?");
    }

    @Test
    void whatIsReadIsShownAndItsRejectedRowsAfterwards() {
        try (BatchView view = view(true)) {
            view.read(1000);
            await().until(() -> text().contains("cats: reading"));
            view.rejected(new RejectedRow(new Place("cats.csv", 1002, 1000), "cat", "prompt: missing", ""));
            view.read(2000);
        }

        assertThat(text().lines().reduce((first, last) -> last))
                .hasValue("rejected: cats.csv line 1002: prompt: missing");
    }

    @Test
    void whoeverWaitsForAWorkerIsToldHowToStartOne() {
        try (BatchView view = view(false)) {
            view.noWorker("emoji", Duration.ofSeconds(7));
        }

        assertThat(text().strip())
                .isEqualTo("no worker for emoji since 7 s (fleet worker --model DIR/emoji starts one)");
    }

    private BatchView view(boolean watched) {
        return new BatchView("cats", terminal(watched), result -> {});
    }

    private Terminal terminal(boolean watched) {
        return new Terminal(new PrintStream(shown, true, StandardCharsets.UTF_8), watched);
    }

    private String text() {
        return shown.toString(StandardCharsets.UTF_8);
    }
}
