package io.wuerstchen.fleet.dispatcher;

import io.wuerstchen.fleet.common.job.ModelRef;
import io.wuerstchen.fleet.common.messaging.MessagingException;
import io.wuerstchen.fleet.common.wire.Heartbeat;
import io.wuerstchen.fleet.dispatcher.result.WorkerDirectory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Watches whether a batch's model has workers, and says so when it has had none for a while. One thread only. */
final class WorkerWatch {
    /** Every worker that lives has had its say by then. */
    static final Duration TELL_AFTER = Heartbeat.PERIOD.plusSeconds(2);

    static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    /** Nobody comes any more: whoever started this is better told than kept. */
    static final Duration GIVE_UP = Duration.ofMinutes(30);

    private final WorkerDirectory directory;
    private final String model;
    private final BatchListener listener;
    private final Clock clock;
    private List<Heartbeat> alive = List.of();
    private Instant lookedAt = Instant.MIN;
    private Instant lastSeen;
    private boolean told;
    private ModelRef pinned;

    WorkerWatch(WorkerDirectory directory, String model, BatchListener listener, Clock clock) {
        this.directory = directory;
        this.model = model;
        this.listener = listener;
        this.clock = clock;
        this.lastSeen = clock.instant();
    }

    /** Only workers of this model and these weights count. */
    void pin(ModelRef model) {
        pinned = model;
    }

    /**
     * The worker that was heard of first, if there is one.
     *
     * @throws MessagingException if none has come in {@link #GIVE_UP}
     */
    Optional<Heartbeat> first() {
        look(Duration.ZERO);
        if (waited().compareTo(GIVE_UP) >= 0) {
            throw new MessagingException("model " + model + ": no worker in " + GIVE_UP.toMinutes()
                    + " minutes (expected: one that announces this model)");
        }
        return alive.stream().findFirst();
    }

    /** Whether any lived at the last look. */
    boolean seesAny() {
        return !alive.isEmpty();
    }

    /** A worker that has the model, but other weights, where for a while there was no other. */
    Optional<Heartbeat> stranger() {
        return waited().compareTo(TELL_AFTER) < 0
                ? Optional.empty()
                : directory.alive(model).stream().findFirst();
    }

    /** Images that the workers alive take at once; looks anew every {@link #BETWEEN_LOOKS}. */
    long capacity() {
        if (!clock.instant().isBefore(lookedAt.plus(BETWEEN_LOOKS))) {
            look(Duration.ZERO);
        }
        return alive.stream().mapToLong(Heartbeat::capacity).sum();
    }

    private void look(Duration wait) {
        directory.poll(wait);
        alive = directory.alive(model).stream()
                .filter(worker -> pinned == null || worker.model().equals(pinned))
                .toList();
        lookedAt = clock.instant();
        if (!alive.isEmpty()) {
            lastSeen = lookedAt;
            told = false;
        } else if (!told && waited().compareTo(TELL_AFTER) >= 0) {
            told = true;
            listener.noWorker(model, waited());
        }
    }

    private Duration waited() {
        return Duration.between(lastSeen, clock.instant());
    }
}
