package io.wuerstchen.fleet.dispatcher;

import io.wuerstchen.fleet.common.job.GenerationJob;
import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.dispatcher.archive.InputReader;
import io.wuerstchen.fleet.dispatcher.archive.RowJson;
import io.wuerstchen.fleet.dispatcher.intake.PromptRow;
import io.wuerstchen.fleet.dispatcher.intake.RejectedRow;
import io.wuerstchen.fleet.dispatcher.intake.Row;
import io.wuerstchen.fleet.dispatcher.plan.JobPlanner;
import io.wuerstchen.fleet.dispatcher.plan.PublicationWindow;
import io.wuerstchen.fleet.dispatcher.publish.KafkaJobPublisher;
import java.util.Optional;

/** Takes rows from the batch's input to Kafka, as many as the window lets through. One thread only. */
final class BatchFeed {
    /** Rows of one turn, so that an input of nothing but bad rows leaves time for all else. */
    private static final int TURN = 1000;

    private final InputReader reader;
    private final JobPlanner planner;
    private final KafkaJobPublisher publisher;
    private final PublicationWindow window;
    private final BatchBook book;
    private boolean exhausted;

    BatchFeed(
            InputReader reader,
            JobPlanner planner,
            KafkaJobPublisher publisher,
            PublicationWindow window,
            BatchBook book) {
        this.reader = reader;
        this.planner = planner;
        this.publisher = publisher;
        this.window = window;
        this.book = book;
    }

    /** Publishes until the window is full, the input is at its end, or a turn is over. */
    void fill() {
        publisher.requireDelivery();
        for (int i = 0; i < TURN && !idle(); i++) {
            Optional<Row> row = reader.next();
            exhausted = row.isEmpty();
            row.ifPresent(this::take);
        }
    }

    /** Whether nothing can be published before another row ends. */
    boolean idle() {
        return exhausted || !window.hasRoom();
    }

    /** Whether every row has been read. */
    boolean exhausted() {
        return exhausted;
    }

    private void take(Row row) {
        if (row instanceof RejectedRow rejected) {
            book.rejected(rejected);
        } else if (row instanceof PromptRow prompt && !book.ended(row.place().row())) {
            publish(prompt);
        }
    }

    private void publish(PromptRow row) {
        try {
            GenerationJob job = planner.plan(row);
            publisher.publish(job);
            window.published(row.place().row(), job.parameters().canvas().n());
            book.published(row.place().row());
        } catch (InvalidJobException e) {
            String raw = RowJson.write(row).toString();
            book.refused(new RejectedRow(row.place(), row.id(), e.getMessage(), raw));
        }
    }
}
