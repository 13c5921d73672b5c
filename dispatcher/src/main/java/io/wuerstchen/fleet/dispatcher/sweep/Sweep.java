package io.wuerstchen.fleet.dispatcher.sweep;

import io.wuerstchen.fleet.common.job.JobNotice.Place;
import io.wuerstchen.fleet.dispatcher.ledger.OpenRow;
import io.wuerstchen.fleet.dispatcher.sweep.Broker.Starts;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds open rows that no worker will ever get again, step by step without waiting for the broker: first it asks up to where the
 * workers are done, after that where the results end, and once the results are read up to there, a row whose record is done with
 * and that still has no ending has been lost. One thread only.
 */
public final class Sweep {
    private static final Logger log = LoggerFactory.getLogger(Sweep.class);
    static final Duration PERIOD = Duration.ofSeconds(20);
    /** What takes longer comes to nothing: the end of a topic that is made anew meanwhile is never reached. */
    static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Broker broker;
    private Instant due = Instant.MIN;
    private Instant begun = Instant.MIN;
    private CompletableFuture<Starts> starts;
    private CompletableFuture<Map<Integer, Long>> ends;
    private String topicId;
    private int rounds;

    /** @param topicId of the jobs' topic on which the open rows were published */
    public Sweep(Broker broker, String topicId) {
        this.broker = broker;
        this.topicId = topicId;
    }

    /** Of the jobs' topic that stands there now, as far as is known. */
    public String topicId() {
        return topicId;
    }

    /** How often the broker and the results have been asked to the end. */
    public int rounds() {
        return rounds;
    }

    /**
     * Takes the next step, if there is one to take. Returns the rows that are found lost.
     *
     * @param read whether the results are read up to given ends
     */
    public List<OpenRow> step(Instant now, Collection<OpenRow> open, Predicate<Map<Integer, Long>> read) {
        if (starts == null) {
            begin(now, open);
        } else if (failed(starts) || failed(ends)) {
            end(now);
        } else if (ends == null && starts.isDone()) {
            ends = ask(broker::resultEnds);
        } else if (ends != null && ends.isDone() && read.test(ends.join())) {
            List<OpenRow> lost = lost(open, starts.join());
            rounds++;
            end(now);
            return lost;
        } else if (!now.isBefore(begun.plus(PATIENCE))) {
            log.atWarn().log("can't look for lost jobs up to the end of the results, later again");
            end(now);
        }
        return List.of();
    }

    private void begin(Instant now, Collection<OpenRow> open) {
        if (!now.isBefore(due) && open.stream().anyMatch(row -> row.place().isPresent())) {
            starts = ask(broker::starts);
            begun = now;
        }
    }

    private void end(Instant now) {
        starts = null;
        ends = null;
        due = now.plus(PERIOD);
    }

    private List<OpenRow> lost(Collection<OpenRow> open, Starts now) {
        boolean anew = !now.topicId().equals(topicId);
        topicId = now.topicId();
        return open.stream()
                .filter(row ->
                        row.place().isPresent() && (anew || done(row.place().get(), now.offsets())))
                .toList();
    }

    private static boolean done(Place place, Map<Integer, Long> starts) {
        return place.offset() < starts.getOrDefault(place.partition(), 0L);
    }

    private static <T> CompletableFuture<T> ask(Supplier<CompletionStage<T>> question) {
        return question.get().toCompletableFuture();
    }

    private static boolean failed(CompletableFuture<?> answer) {
        if (answer == null || !answer.isCompletedExceptionally()) {
            return false;
        }
        try {
            answer.join();
        } catch (CompletionException e) {
            log.atWarn().addKeyValue("reason", e.getCause().getMessage()).log("can't look for lost jobs, later again");
        }
        return true;
    }
}
