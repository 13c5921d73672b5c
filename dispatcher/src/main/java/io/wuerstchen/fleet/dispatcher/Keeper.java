package io.wuerstchen.fleet.dispatcher;

import io.wuerstchen.fleet.common.storage.StoreException;
import io.wuerstchen.fleet.common.wire.BatchControl.State;
import io.wuerstchen.fleet.dispatcher.archive.BatchObjects;
import io.wuerstchen.fleet.dispatcher.archive.Wanted;
import io.wuerstchen.fleet.dispatcher.owner.Ownership;
import io.wuerstchen.fleet.dispatcher.owner.OwnershipLostException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews a batch's lease and looks what the user wants, each on a thread of its own, so that a look that takes long costs no
 * lease, and neither waits for the batch nor the batch for the store. What it has found may be read by all threads.
 */
final class Keeper implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Keeper.class);
    /** The word on {@code control} comes at once; this is for one that got lost. */
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(30);

    private final BatchObjects objects;
    private final Ownership ownership;
    private final ScheduledExecutorService renewals;
    private final ScheduledExecutorService looks;
    /** However often it is called, one look to come is enough. */
    private final AtomicBoolean called = new AtomicBoolean();

    private volatile Wish wish;

    private Keeper(BatchObjects objects, Ownership ownership, ScheduledExecutorService looks) {
        this.objects = objects;
        this.ownership = ownership;
        this.looks = looks;
        renewals = thread("keeper-" + objects.batch());
    }

    private static ScheduledExecutorService thread(String name) {
        return Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Begins with a look. */
    static Keeper start(BatchObjects objects, Ownership ownership) {
        return start(objects, ownership, thread("wishes-" + objects.batch()));
    }

    /** As above, and takes over {@code looks}, on which it looks. */
    static Keeper start(BatchObjects objects, Ownership ownership, ScheduledExecutorService looks) {
        Keeper keeper = new Keeper(objects, ownership, looks);
        keeper.wish = keeper.read();
        keeper.every(Ownership.RENEWAL, ownership::renew, keeper.renewals);
        keeper.every(BETWEEN_LOOKS, keeper::look, keeper.looks);
        return keeper;
    }

    Wish wish() {
        return wish;
    }

    /** The user has said something. */
    void lookNow() {
        if (!called.compareAndSet(false, true)) {
            return;
        }
        try {
            looks.execute(() -> {
                called.set(false);
                survive(this::look);
            });
        } catch (RejectedExecutionException e) {
            // The lease is lost; whoever runs the batch is about to find that out.
            log.atDebug().addKeyValue("batchId", objects.batch()).log("heard of a batch that is no longer kept");
        }
    }

    @Override
    public void close() {
        renewals.shutdownNow();
        looks.shutdownNow();
    }

    private void every(Duration period, Runnable task, ScheduledExecutorService thread) {
        thread.scheduleWithFixedDelay(() -> survive(task), period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look() {
        wish = read();
    }

    private Wish read() {
        // In this order: a wish that is older than the generation would undo it.
        int generation = objects.generation();
        return new Wish(Wanted.find(objects).state(), generation);
    }

    private void survive(Runnable task) {
        try {
            task.run();
        } catch (OwnershipLostException e) {
            // The batch's thread finds it by itself.
            renewals.shutdown();
            looks.shutdown();
        } catch (StoreException e) {
            log.atWarn()
                    .addKeyValue("batchId", objects.batch())
                    .addKeyValue("epoch", ownership.epoch())
                    .addKeyValue("reason", e.getMessage())
                    .log("can't reach the store, later again");
        } catch (RuntimeException e) {
            // Thrown on, it would end the renewals without a word.
            log.atError().addKeyValue("batchId", objects.batch()).setCause(e).log("nobody foresaw this, later again");
        }
    }

    /**
     * What the user wants.
     *
     * @param generation the last one that was asked for
     */
    record Wish(State state, int generation) {}
}
