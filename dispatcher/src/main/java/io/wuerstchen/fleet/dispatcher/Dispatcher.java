package io.wuerstchen.fleet.dispatcher;

import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.config.KafkaAddress;
import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.messaging.KafkaClients;
import io.wuerstchen.fleet.common.messaging.MessagingException;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.common.storage.StoreException;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.common.wire.Topics;
import io.wuerstchen.fleet.dispatcher.archive.BatchObjects;
import io.wuerstchen.fleet.dispatcher.archive.InputIndex;
import io.wuerstchen.fleet.dispatcher.archive.Snapshots;
import io.wuerstchen.fleet.dispatcher.ledger.BatchLedger;
import io.wuerstchen.fleet.dispatcher.ledger.Positions;
import io.wuerstchen.fleet.dispatcher.ledger.Snapshot;
import io.wuerstchen.fleet.dispatcher.owner.Claim;
import io.wuerstchen.fleet.dispatcher.owner.Leases;
import io.wuerstchen.fleet.dispatcher.owner.OwnerName;
import io.wuerstchen.fleet.dispatcher.owner.Ownership;
import io.wuerstchen.fleet.dispatcher.plan.SharedWindow;
import io.wuerstchen.fleet.dispatcher.publish.FencedException;
import io.wuerstchen.fleet.dispatcher.status.BatchReport;
import io.wuerstchen.fleet.dispatcher.status.ReportJson;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs batches, each on the thread that asks for it. All batches of one dispatcher share what the workers of their model can
 * take. Safe for all threads.
 */
public final class Dispatcher {
    private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

    private final KafkaStations kafka;
    private final ObjectStore store;
    private final ObjectNames names;
    private final Clock clock;
    private final Map<String, SharedWindow> windows = new ConcurrentHashMap<>();

    /** The store stays the caller's to close. */
    public Dispatcher(KafkaAddress kafka, Topics topics, ObjectStore store, ObjectNames names, Clock clock) {
        this(new KafkaClients(kafka), topics, store, names, clock);
    }

    /** For tests, which may put something between a dispatcher and Kafka. */
    Dispatcher(KafkaClients kafka, Topics topics, ObjectStore store, ObjectNames names, Clock clock) {
        this.kafka = new KafkaStations(kafka, topics, clock);
        this.store = store;
        this.names = names;
        this.clock = clock;
    }

    /**
     * Leaves a batch in the store, from where any dispatcher can {@link #host} it.
     *
     * @throws InvalidJobException if the prompts can't be read, or the name is taken by a batch of another input, other options
     *     or another model
     * @throws java.util.concurrent.CancellationException if an interrupt, which stays set, comes before all rows are read
     * @throws io.wuerstchen.fleet.common.storage.StoreException if the store fails
     */
    public void submit(BatchSpec spec, BatchListener listener) {
        BatchObjects objects = objects(spec.name());
        new BatchIntake(objects, listener).take(spec);
        spec.submission().claim(objects);
    }

    /** {@link #submit} and {@link #host}, with the errors of both. */
    public BatchReport run(BatchSpec spec, BatchListener listener) {
        submit(spec, listener);
        return host(spec.name(), listener, Takeover.WAIT);
    }

    /**
     * Runs a batch that was submitted until every row has an outcome, or the calling thread is interrupted: then it stops
     * publishing, stores how the batch stands, lets go of it, restores the interrupt and returns the report as it stands,
     * {@link BatchReport#finished()} being false. Whoever hosts the batch next goes on from there. A batch that has finished
     * gives the report that it ended with, without a look at Kafka.
     *
     * @param takeover what to do if another dispatcher has the batch
     * @throws InvalidJobException if there is no such batch, or its model's only workers have other weights than it began with
     * @throws io.wuerstchen.fleet.dispatcher.owner.OwnershipLostException if another dispatcher has taken the batch over;
     *     nothing was published or written after that
     * @throws MessagingException if Kafka fails, or no worker comes in half an hour
     * @throws io.wuerstchen.fleet.common.storage.StoreException if the store fails
     */
    public BatchReport host(String batch, BatchListener listener, Takeover takeover) {
        BatchObjects objects = objects(batch);
        Submission submission = Submission.get(objects);
        Takeover next = takeover;
        FencedRuns runs = new FencedRuns(batch, clock);
        while (true) {
            Lookout.Sight sight = lookout(objects, listener).await(next);
            if (sight.ownership().isEmpty()) {
                return sight.report().orElseGet(() -> standing(objects));
            }
            try {
                runs.begin();
                return run(submission, objects, sight.ownership().get(), listener);
            } catch (FencedException e) {
                runs.requireAnother(e);
                next = Takeover.WAIT;
            }
        }
    }

    private Lookout lookout(BatchObjects objects, BatchListener listener) {
        return new Lookout(
                new Claim(new Leases(store, names, objects.batch()), OwnerName.next(), System::nanoTime),
                () -> report(objects),
                listener);
    }

    private BatchReport run(Submission submission, BatchObjects objects, Ownership ownership, BatchListener listener) {
        listener.taken();
        try (Keeper keeper = Keeper.start(objects, ownership)) {
            InputIndex input = InputIndex.find(objects)
                    .orElseThrow(() -> InvalidJobException.of("batch", objects.batch(), "one whose input is there"));
            Assignment assignment = new Assignment(submission, input, objects, ownership, keeper);
            SharedWindow window =
                    windows.computeIfAbsent(submission.model(), model -> new SharedWindow(clock, Shift.MIN_WINDOW));
            try (KafkaStations.Opened opened = kafka.open(assignment)) {
                return new BatchRun(assignment, opened.stations(), listener, clock).run(window);
            }
        } catch (InterruptException e) {
            // Its constructor has set the flag again. Nothing was begun yet, or all of it is stored.
            return standing(objects);
        } catch (MessagingException e) {
            if (Thread.currentThread().isInterrupted()) {
                return standing(objects);
            }
            throw e;
        } catch (KafkaException e) {
            throw new MessagingException("batch " + objects.batch() + ": Kafka failed: " + e.getMessage(), e);
        } finally {
            Undisturbed.run("release-lease", () -> release(ownership));
        }
    }

    /** A lease that can't be released runs out by itself. */
    private static void release(Ownership ownership) {
        try {
            ownership.release();
        } catch (StoreException e) {
            log.atWarn()
                    .addKeyValue("epoch", ownership.epoch())
                    .addKeyValue("reason", e.getMessage())
                    .log("can't release a lease; the next owner waits for its end");
        }
    }

    private BatchObjects objects(String batch) {
        return new BatchObjects(store, names, batch);
    }

    private static Optional<BatchReport> report(BatchObjects objects) {
        return objects.report(objects.generation()).map(Json::parseObject).map(ReportJson::read);
    }

    /** How a batch stands that somebody else runs, or nobody. */
    private static BatchReport standing(BatchObjects objects) {
        Snapshot snapshot = new Snapshots(objects).newest().orElseGet(() -> {
            InputIndex input = InputIndex.find(objects).orElseThrow();
            BatchLedger ledger = new BatchLedger(input.rows(), input.rejectedRows());
            return new Snapshot(new Snapshot.Stamp(0, 0), Positions.NONE, ledger, List.of(), Snapshot.Story.begin());
        });
        return BatchReport.of(objects.batch(), snapshot);
    }
}
