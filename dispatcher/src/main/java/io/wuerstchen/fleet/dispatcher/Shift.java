package io.wuerstchen.fleet.dispatcher;

import io.wuerstchen.fleet.common.wire.BatchControl.State;
import io.wuerstchen.fleet.common.wire.Heartbeat;
import io.wuerstchen.fleet.dispatcher.BatchManifest.Pinned;
import io.wuerstchen.fleet.dispatcher.archive.Generation;
import io.wuerstchen.fleet.dispatcher.plan.SharedWindow;
import io.wuerstchen.fleet.dispatcher.result.ResultFollower;
import io.wuerstchen.fleet.dispatcher.sweep.Sweep;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The work on a batch once it is known how it stands: publishing, listening and all else take turns. One thread only. */
final class Shift implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);
    /** Even a small fleet gets this many images, so that there are jobs of every shape to choose from. */
    static final int MIN_WINDOW = 256;

    private static final int MAX_WINDOW = 65_536;
    /** What the workers have in hand, and as much again three times on its way to them. */
    private static final int HANDFULS = 4;
    /** So many sweeps, 20 s apart, without any sign of a worker, and nobody has the jobs of a cancelled batch in hand. */
    private static final int QUIET_SWEEPS = 5;

    private final Assignment assignment;
    private final Stations stations;
    private final Desk desk;
    private final SharedWindow window;
    private final SharedWindow.Share share;
    private final WorkerWatch watch;
    private final Crashes crashes;
    private final Clock clock;
    private State state = State.RUNNING;
    private JobSource jobs;
    private BatchFeed feed;
    private int lastSign;

    Shift(
            Assignment assignment,
            Stations stations,
            Desk desk,
            SharedWindow window,
            BatchListener listener,
            Clock clock) {
        this.assignment = assignment;
        this.stations = stations;
        this.desk = desk;
        this.window = window;
        this.clock = clock;
        share = window.join();
        watch = new WorkerWatch(
                stations.heard().workers(), assignment.submission().model(), listener, clock);
        crashes = new Crashes(desk.book, stations.heard().workers(), stations.letters(), clock);
        BatchManifest.find(assignment.objects()).ifPresent(pinned -> watch.pin(pinned.model()));
    }

    void turn() {
        assignment.ownership().requireNotLost();
        obey();
        employ();
        boolean more = feed != null && publish();
        listen(more ? Duration.ZERO : POLL);
        ResultFollower results = stations.heard().results();
        desk.book.lost(desk.sweep.step(clock.instant(), desk.book.open().all(), results::hasReached));
        endWhatNobodyHas();
        desk.journal.storeIfDue();
        desk.book.tellIfDue();
    }

    @Override
    public void close() {
        share.close();
        if (jobs != null) {
            jobs.close();
        }
    }

    /** Does what the user wants. */
    private void obey() {
        if (stations.heard().control().poll().isPresent()) {
            assignment.keeper().lookNow();
        }
        Keeper.Wish wish = assignment.keeper().wish();
        boolean tryAgain = desk.book.ledger().generation() < wish.generation();
        while (desk.book.ledger().generation() < wish.generation()) {
            revive(desk.book.ledger().generation() + 1);
        }
        if (tryAgain || wish.state() != state) {
            state = wish.state();
            if (state == State.CANCELLED) {
                desk.book.cancel();
            } else {
                desk.book.resume();
            }
        }
        if (state == State.CANCELLED) {
            desk.book.cancelWaiting();
        }
    }

    /** No worker is left who could say that a cancelled job ends undrawn. Kafka has answered all the while, so it isn't that. */
    private void endWhatNobodyHas() {
        if (state != State.CANCELLED || watch.seesAny()) {
            lastSign = desk.sweep.rounds();
        } else if (desk.sweep.rounds() - lastSign >= QUIET_SWEEPS) {
            desk.book.cancelOpen();
        }
    }

    private void revive(int generation) {
        Generation next = Generation.get(assignment.objects(), generation);
        if (next.before() == State.CANCELLED) {
            // Perhaps nobody was there to hear it; rows that are not asked for again stay cancelled.
            desk.book.cancel();
        }
        desk.book.ledger().revive(next.revival().reason());
        if (feed != null) {
            feed.startOver();
        }
    }

    /** Begins to publish as soon as there is a worker, which says what its model's defaults are. */
    private void employ() {
        if (feed == null) {
            Optional<Heartbeat> worker = watch.first();
            worker.or(watch::stranger).ifPresent(this::begin);
        }
    }

    private void begin(Heartbeat worker) {
        Pinned asked = new Pinned(worker.model(), worker.defaults());
        BatchManifest manifest = new BatchManifest(assignment.submission(), assignment.input());
        assignment.ownership().write(() -> manifest.claim(assignment.objects(), asked));
        Pinned pinned = BatchManifest.find(assignment.objects()).orElseThrow();
        watch.pin(pinned.model());
        stations.publisher().begin(worker.microBatch());
        jobs = JobSource.of(assignment, pinned);
        feed = new BatchFeed(jobs, stations.publisher(), share, desk.book);
        desk.book.begin();
    }

    /** Whether there is more to publish at once. */
    private boolean publish() {
        Instant now = clock.instant();
        long capacity = watch.capacity();
        crashes.judge(jobs);
        if (!watch.seesAny()) {
            feed.standBack();
            return false;
        }
        window.limit((int) Math.max(MIN_WINDOW, Math.min(MAX_WINDOW, HANDFULS * capacity)));
        // Rows that are refused leave a word each, for which there must be room as for results.
        if (state == State.RUNNING && assignment.ownership().isGood() && desk.journal.hasRoom()) {
            return feed.fill(now);
        }
        feed.rest();
        return false;
    }

    private void listen(Duration wait) {
        if (desk.journal.hasRoom()) {
            stations.heard().results().poll(wait, desk.book);
        } else {
            stations.recorder().await(POLL);
        }
    }

    /** What is written on. */
    record Desk(BatchBook book, Journal journal, Sweep sweep) {}
}
