package io.wuerstchen.fleet.dispatcher.control;

import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.job.FailureKind;
import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.common.wire.BatchControl;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.dispatcher.archive.BatchObjects;
import io.wuerstchen.fleet.dispatcher.archive.InputIndex;
import io.wuerstchen.fleet.dispatcher.archive.Snapshots;
import io.wuerstchen.fleet.dispatcher.archive.Wanted;
import io.wuerstchen.fleet.dispatcher.control.BatchStanding.Pace;
import io.wuerstchen.fleet.dispatcher.control.BatchStanding.State;
import io.wuerstchen.fleet.dispatcher.ledger.BatchLedger;
import io.wuerstchen.fleet.dispatcher.ledger.Positions;
import io.wuerstchen.fleet.dispatcher.ledger.Snapshot;
import io.wuerstchen.fleet.dispatcher.owner.Lease;
import io.wuerstchen.fleet.dispatcher.owner.Leases;
import io.wuerstchen.fleet.dispatcher.owner.Ownership;
import io.wuerstchen.fleet.dispatcher.status.BatchReport;
import io.wuerstchen.fleet.dispatcher.status.ReportJson;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;

/**
 * The batches that there are, by what lies in the store. Throws {@link io.wuerstchen.fleet.common.storage.StoreException} where
 * that fails. Safe for all threads.
 */
public record BatchCatalogue(ObjectStore store, ObjectNames names, Clock clock) {
    /** A dispatcher that has been silent for twice a lease is gone, or on its way there; clocks may differ a little. */
    private static final Duration SILENT = Ownership.LEASE.multipliedBy(2);

    /** The names of all batches, in order; some may only just be made or deleted. */
    public List<String> all() {
        String root = names.batches();
        return store.children(root).stream()
                .filter(child -> child.endsWith("/"))
                .map(child -> child.substring(root.length(), child.length() - 1))
                .toList();
    }

    /** Whether all that a dispatcher needs of the batch is there; not so while it is uploaded. */
    public boolean isSubmitted(String batch) {
        return objects(batch).submission().isPresent();
    }

    public boolean isFinished(String batch) {
        return finished(batch).isPresent();
    }

    /** The last generation of a batch that has finished it; empty for one that has not finished. */
    public OptionalInt finished(String batch) {
        BatchObjects objects = objects(batch);
        int generation = objects.generation();
        return objects.report(generation).isPresent() ? OptionalInt.of(generation) : OptionalInt.empty();
    }

    /** Whether a generation was asked for; 1 is the first that can be. */
    public boolean hasGeneration(String batch, int generation) {
        return objects(batch).hasGeneration(generation);
    }

    public boolean isPaused(String batch) {
        return Wanted.find(objects(batch)).state() == BatchControl.State.PAUSED;
    }

    /** How a batch stands; empty if there is none of that name. */
    public Optional<BatchStanding> find(String batch) {
        BatchObjects objects = objects(batch);
        Optional<InputIndex> input = InputIndex.find(objects);
        Optional<String> model = objects.submission()
                .map(json -> Json.parseObject(json).path("model").asText());
        return input.isEmpty() || model.isEmpty()
                ? Optional.empty()
                : Optional.of(standing(objects, input.get(), model.get()));
    }

    /** As {@link #find}; throws {@link InvalidJobException} if there is none. */
    public BatchStanding get(String batch) {
        return find(batch).orElseThrow(() -> InvalidJobException.of("batch", batch, "one that was submitted"));
    }

    BatchObjects objects(String batch) {
        return new BatchObjects(store, names, batch);
    }

    private BatchStanding standing(BatchObjects objects, InputIndex input, String model) {
        List<Snapshot> snapshots = new Snapshots(objects).whole();
        Optional<BatchReport> report =
                objects.report(objects.generation()).map(Json::parseObject).map(ReportJson::read);
        Snapshot last = snapshots.isEmpty() ? untouched(input) : snapshots.get(0);
        SortedMap<FailureKind, Long> deaths = last.ledger().deaths();
        if (report.isPresent()) {
            return new BatchStanding(State.FINISHED, model, report.get(), deaths, Pace.NONE);
        }
        Pace pace = pace(objects.batch(), snapshots);
        State state = state(Wanted.find(objects).state(), pace);
        return new BatchStanding(state, model, BatchReport.of(objects.batch(), last), deaths, pace);
    }

    private static Snapshot untouched(InputIndex input) {
        BatchLedger ledger = new BatchLedger(input.rows(), input.rejectedRows());
        return new Snapshot(new Snapshot.Stamp(0, 0), Positions.NONE, ledger, List.of(), Snapshot.Story.begin());
    }

    private static State state(BatchControl.State wanted, Pace pace) {
        return switch (wanted) {
            case PAUSED -> State.PAUSED;
            case CANCELLED -> State.CANCELLING;
            case RUNNING ->
                pace.owner().isPresent() && pace.silent().compareTo(SILENT) < 0 ? State.RUNNING : State.WAITING;
        };
    }

    private Pace pace(String batch, List<Snapshot> snapshots) {
        Optional<Lease> lease = new Leases(store, names, batch).last().filter(last -> !last.released());
        return lease.map(held -> new Pace(Optional.of(held.owner()), silent(batch, held), rate(snapshots)))
                .orElse(Pace.NONE);
    }

    private Duration silent(String batch, Lease lease) {
        return store.page(names.owner(batch, lease.epoch()), "", 1).stream()
                .findFirst()
                .map(entry -> Duration.between(entry.modified(), clock.instant()))
                .filter(silent -> !silent.isNegative())
                .orElse(Duration.ZERO);
    }

    private static double rate(List<Snapshot> snapshots) {
        if (snapshots.size() < 2) {
            return 0;
        }
        Snapshot last = snapshots.get(0);
        Snapshot first = snapshots.get(snapshots.size() - 1);
        double seconds = (last.story().millis() - first.story().millis()) / 1000.0;
        long images = last.ledger().tally().images() - first.ledger().tally().images();
        return seconds > 0 ? images / seconds : 0;
    }
}
