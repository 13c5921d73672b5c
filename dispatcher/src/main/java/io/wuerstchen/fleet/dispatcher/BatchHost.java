package io.wuerstchen.fleet.dispatcher;

import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.messaging.MessagingException;
import io.wuerstchen.fleet.common.storage.StoreException;
import io.wuerstchen.fleet.dispatcher.control.BatchCatalogue;
import io.wuerstchen.fleet.dispatcher.owner.OwnershipLostException;
import io.wuerstchen.fleet.dispatcher.result.BatchMentions;
import io.wuerstchen.fleet.dispatcher.status.BatchReport;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs every batch that it finds unfinished, so many at once, each on a thread of its own. It hears of new ones on
 * {@code control}, and looks into the store besides, also for rows of finished ones that are to be tried again. One that another dispatcher runs is waited for, and one that is paused is
 * held, until another one wants the place that can go on. One thread only.
 */
public final class BatchHost {
    private static final Logger log = LoggerFactory.getLogger(BatchHost.class);
    private static final Duration LISTEN = Duration.ofSeconds(1);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(30);
    /** What a batch that failed waits before its next try. */
    private static final Duration REST = Duration.ofSeconds(30);

    private static final Duration BETWEEN_MOVES = Duration.ofSeconds(5);
    /** A last snapshot, and a lease to be given back. */
    private static final Duration FAREWELL = Duration.ofSeconds(45);

    private final Hosting hosting;
    private final BatchCatalogue catalogue;
    private final int most;
    private final HostListener listener;
    private final Clock clock;
    private final Map<String, Seat.Taken> running = new HashMap<>();
    private final Set<String> wanted = new LinkedHashSet<>();
    private final FinishedBatches finished;
    private final Map<String, Instant> resting = new HashMap<>();
    private Instant looked = Instant.MIN;
    private Instant moved = Instant.MIN;

    /** @param most batches at once; the others wait their turn */
    public BatchHost(Hosting hosting, BatchCatalogue catalogue, int most, HostListener listener, Clock clock) {
        this.hosting = hosting;
        this.catalogue = catalogue;
        this.finished = new FinishedBatches(catalogue);
        this.most = most;
        this.listener = listener;
        this.clock = clock;
    }

    /** Runs until this thread is interrupted, which stays set; then every batch is let go of in order. */
    public void run(BatchMentions mentions) {
        ExecutorService threads = Executors.newFixedThreadPool(most);
        try {
            while (!Thread.currentThread().isInterrupted()) {
                turn(mentions, threads);
            }
        } finally {
            boolean interrupted = Thread.interrupted();
            threads.shutdownNow();
            awaitEnd(threads);
            running.forEach((batch, taken) -> tell(batch, taken.report()));
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void turn(BatchMentions mentions, ExecutorService threads) {
        Set<String> mentioned = mentions.poll(LISTEN);
        finished.forget(mentioned);
        resting.keySet().removeAll(mentioned);
        wanted.addAll(mentioned);
        collect();
        try {
            look();
            wanted.addAll(finished.wantedAgain());
            wanted.removeAll(running.keySet());
            makeRoom();
            start(threads, batch -> !catalogue.isPaused(batch));
            start(threads, batch -> true);
        } catch (StoreException e) {
            log.atWarn().addKeyValue("reason", e.getMessage()).log("can't look for batches, later again");
        }
    }

    /** What has ended since the last turn. */
    private void collect() {
        for (Iterator<Map.Entry<String, Seat.Taken>> each = running.entrySet().iterator(); each.hasNext(); ) {
            Map.Entry<String, Seat.Taken> batch = each.next();
            if (batch.getValue().report().isDone()) {
                each.remove();
                tell(batch.getKey(), batch.getValue().report());
            }
        }
    }

    private void look() {
        Instant now = clock.instant();
        if (looked.plus(BETWEEN_LOOKS).isAfter(now)) {
            return;
        }
        looked = now;
        resting.values().removeIf(until -> !until.isAfter(now));
        List<String> all = catalogue.all();
        finished.keepOnly(all);
        all.stream()
                .filter(batch -> !finished.has(batch) && !resting.containsKey(batch))
                .forEach(wanted::add);
    }

    private void start(ExecutorService threads, Predicate<String> which) {
        for (Iterator<String> each = wanted.iterator(); each.hasNext() && running.size() < most; ) {
            String batch = each.next();
            if (finished.add(batch)) {
                each.remove();
            } else if (!catalogue.isSubmitted(batch)) {
                each.remove();
            } else if (which.test(batch)) {
                each.remove();
                Seat seat = new Seat(listener.of(batch), clock);
                running.put(batch, new Seat.Taken(seat, threads.submit(() -> hosting.host(batch, seat))));
            }
        }
    }

    /** All places are taken, and one of them by a batch that can't go on, while another could. */
    private void makeRoom() {
        Instant now = clock.instant();
        if (running.size() < most
                || wanted.isEmpty()
                || moved.plus(BETWEEN_MOVES).isAfter(now)) {
            return;
        }
        moved = now;
        if (wanted.stream().anyMatch(this::canGoOn)) {
            running.entrySet().stream()
                    .filter(batch -> batch.getValue().seat().waitsInVain(now) || catalogue.isPaused(batch.getKey()))
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .ifPresent(batch -> putOff(batch, now));
        }
    }

    private boolean canGoOn(String batch) {
        return catalogue.isSubmitted(batch) && !catalogue.isFinished(batch) && !catalogue.isPaused(batch);
    }

    /** Its thread is free once it has let go of the batch. */
    private void putOff(String batch, Instant now) {
        running.remove(batch).report().cancel(true);
        resting.put(batch, now.plus(REST));
        listener.putOff(batch);
    }

    /** Says what came of a batch, and when it is to be tried again. */
    private void tell(String batch, Future<BatchReport> ended) {
        try {
            BatchReport report = ended.get(0, TimeUnit.SECONDS);
            if (report.finished()) {
                // Unless somebody wants its rows tried again by now: that word may have come before the end.
                wanted.add(batch);
                listener.finished(report);
            } else {
                listener.released(report);
            }
        } catch (ExecutionException e) {
            resting.put(batch, clock.instant().plus(REST));
            listener.failed(batch, reason(e.getCause()), REST);
        } catch (InterruptedException | TimeoutException e) {
            listener.failed(batch, "did not stop in time", Duration.ZERO);
        }
    }

    private static String reason(Throwable failure) {
        boolean known = failure instanceof InvalidJobException
                || failure instanceof MessagingException
                || failure instanceof StoreException
                || failure instanceof OwnershipLostException;
        if (!known) {
            log.atError().setCause(failure).log("a batch failed for a reason that nobody foresaw");
        }
        return known ? failure.getMessage() : failure.toString();
    }

    private static void awaitEnd(ExecutorService threads) {
        try {
            if (!threads.awaitTermination(FAREWELL.toSeconds(), TimeUnit.SECONDS)) {
                log.atWarn().log("batches did not stop in time, ending anyway");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs one batch on the calling thread, as {@link Dispatcher#host} does. */
    public interface Hosting {
        BatchReport host(String batch, BatchListener listener);
    }

    /** Hears what happens; on the host's thread, but for what {@link #of} gives. */
    public interface HostListener {
        /** Who hears of one batch from now on, as it is begun. */
        BatchListener of(String batch);

        void finished(BatchReport report);

        /** Let go of, as this host stops. */
        void released(BatchReport report);

        /** Let go of, or waited for no longer, as another batch can go on. */
        void putOff(String batch);

        /** @param rest before the next try */
        void failed(String batch, String reason, Duration rest);
    }
}
