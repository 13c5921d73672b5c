package io.wuerstchen.fleet.dispatcher;

import io.wuerstchen.fleet.common.job.GenerationJob;
import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.job.JobNotice.Place;
import io.wuerstchen.fleet.common.job.Publication;
import io.wuerstchen.fleet.dispatcher.archive.RowJson;
import io.wuerstchen.fleet.dispatcher.intake.PromptRow;
import io.wuerstchen.fleet.dispatcher.intake.RejectedRow;
import io.wuerstchen.fleet.dispatcher.intake.Row;
import io.wuerstchen.fleet.dispatcher.ledger.OpenRow;
import io.wuerstchen.fleet.dispatcher.ledger.OpenRow.Tries;
import io.wuerstchen.fleet.dispatcher.ledger.OpenRow.Waiting;
import io.wuerstchen.fleet.dispatcher.plan.SharedWindow;
import io.wuerstchen.fleet.dispatcher.publish.KafkaJobPublisher;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Takes rows from the batch's input to Kafka, as many as the window lets through: those that are due again first. One thread only. */
final class BatchFeed {
    /** Rows of one turn, so that an input of nothing but bad rows leaves time for all else. */
    private static final int TURN = 1000;
    /** While so many wait for another attempt, something is wrong, and nothing new is begun. */
    private static final int MAX_WAITING = 10_000;
    /** What could not be delivered is tried again after this. */
    private static final Duration UNDELIVERED = Duration.ofSeconds(1);

    private final JobSource jobs;
    private final KafkaJobPublisher publisher;
    private final SharedWindow.Share share;
    private final BatchBook book;
    private final Map<Long, OpenRow> leaving = new HashMap<>();
    private final List<KafkaJobPublisher.Ready> ready = new ArrayList<>();
    private long next;

    BatchFeed(JobSource jobs, KafkaJobPublisher publisher, SharedWindow.Share share, BatchBook book) {
        this.jobs = jobs;
        this.publisher = publisher;
        this.share = share;
        this.book = book;
    }

    /**
     * Publishes until the window is full, there is nothing to publish, or a turn is over. Returns whether only the last is the
     * case.
     */
    boolean fill(Instant now) {
        share.holds(book.open().images());
        try {
            int left = publishDue(now);
            if (book.open().waiting() < MAX_WAITING) {
                left = publishNew(left);
            }
            publisher.publish(ready);
            enter(publisher.commit(), now);
            return left == 0;
        } finally {
            // After a failure nobody knows what stands; what may stand counts as published.
            enter(publisher.takeDelivered(), now);
            if (idle(now)) {
                share.rest();
            }
        }
    }

    /** Publishes nothing for now. */
    void rest() {
        share.holds(book.open().images());
        share.rest();
    }

    /**
     * Publishes nothing, as nobody would draw it, and holds nothing of the window for what is out: workers of the same model, but
     * other weights, may have another batch's jobs.
     */
    void standBack() {
        share.holds(0);
        share.rest();
    }

    /** Rows that have ended may be open again. */
    void startOver() {
        next = 0;
    }

    /** Whether there is nothing to publish now. */
    boolean idle(Instant now) {
        return exhausted() && book.open().due(now, 1).isEmpty();
    }

    private boolean exhausted() {
        next = book.ledger().nextOpen(next);
        return next >= book.ledger().rows();
    }

    private int publishDue(Instant now) {
        List<OpenRow> due = book.open().due(now, TURN);
        List<OpenRow> inOrder =
                due.stream().sorted(Comparator.comparingLong(OpenRow::row)).toList();
        int left = TURN;
        for (OpenRow row : inOrder) {
            if (!share.hasTurn()) {
                break;
            }
            prepare(jobs.again(row.row()), row.tries());
            left--;
        }
        return left;
    }

    private int publishNew(int most) {
        int left = most;
        for (; left > 0 && !exhausted() && share.hasTurn(); left--) {
            // One that is open already was published by an earlier dispatcher.
            if (!book.open().has(next)) {
                take(jobs.row(next));
            }
            next++;
        }
        return left;
    }

    private void take(Row row) {
        if (row instanceof RejectedRow rejected) {
            book.rejected(rejected);
        } else if (row instanceof PromptRow prompt) {
            publishFirst(prompt);
        }
    }

    private void publishFirst(PromptRow row) {
        try {
            prepare(jobs.plan(row), Tries.NONE);
        } catch (InvalidJobException e) {
            String raw = RowJson.write(row).toString();
            book.refused(new RejectedRow(row.place(), row.id(), e.getMessage(), raw));
        }
    }

    private void prepare(GenerationJob job, Tries tries) {
        long row = job.id().row();
        int images = job.parameters().canvas().n();
        boolean again = book.ledger().wasPublished(row);
        Publication publication = new Publication(again, book.ledger().generation(), tries.attempts(), tries.alone());
        ready.add(publisher.prepare(job, publication));
        leaving.put(row, new OpenRow(row, images, tries, new Waiting(Instant.EPOCH)));
        share.published(images);
    }

    private void enter(Map<Long, Place> places, Instant now) {
        for (OpenRow row : leaving.values()) {
            Place place = places.get(row.row());
            if (place != null) {
                book.published(row, place);
            } else {
                book.undelivered(row, now.plus(UNDELIVERED));
            }
        }
        leaving.clear();
        ready.clear();
    }
}
