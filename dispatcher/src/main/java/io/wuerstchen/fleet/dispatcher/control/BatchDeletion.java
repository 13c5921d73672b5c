package io.wuerstchen.fleet.dispatcher.control;

import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.dispatcher.owner.BatchLock;
import io.wuerstchen.fleet.dispatcher.owner.Leases;
import io.wuerstchen.fleet.dispatcher.owner.Ownership;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Deletes a batch with everything that it made. Broken off, it goes on where it was. One thread only. */
public final class BatchDeletion {
    private static final int PAGE = 1000;
    /** Pictures first, what names them last, and the lease after all else. */
    private static final List<String> FIRST = List.of("images/", "embeddings/", "latents/", "results/", "snapshots/");

    private final BatchCatalogue catalogue;
    private final ControlVoice voice;

    public BatchDeletion(BatchCatalogue catalogue, ControlVoice voice) {
        this.catalogue = catalogue;
        this.voice = voice;
    }

    /**
     * Throws {@link InvalidJobException} if there is no such batch, a dispatcher has it, or jobs of it may still be under way: a worker
     * would draw them, and another batch of the same name would take their results for its own.
     */
    public void requireDeletable(String batch) {
        if (catalogue.store().list(catalogue.names().folder(batch), 1).isEmpty()) {
            throw InvalidJobException.of("batch", batch, "one that is in the store");
        }
        catalogue.find(batch).ifPresent(found -> {
            if (found.state() == BatchStanding.State.RUNNING) {
                String owner = found.pace().owner().orElseThrow();
                throw InvalidJobException.of("batch", batch, "one that no dispatcher has; " + owner + " has it");
            }
            if (found.state() != BatchStanding.State.FINISHED
                    && catalogue.objects(batch).manifest().isPresent()) {
                throw InvalidJobException.of(
                        "batch",
                        batch,
                        "one that has ended, as jobs of it may be under way; fleet cancel " + batch + " first");
            }
        });
    }

    /**
     * Returns how many objects were deleted.
     *
     * @throws InvalidJobException if a dispatcher has the batch
     * @throws InterruptedException if this thread is interrupted
     */
    public long delete(String batch) throws InterruptedException {
        Ownership lock = BatchLock.acquire(new Leases(catalogue.store(), catalogue.names(), batch), "fleet delete");
        long deleted = 0;
        for (String part : parts(batch)) {
            deleted += delete(part, lock);
        }
        voice.forget(batch);
        lock.release();
        String owners = catalogue.names().owners(batch);
        catalogue.store().list(owners, PAGE).forEach(catalogue.store()::delete);
        return deleted;
    }

    private List<String> parts(String batch) {
        String folder = catalogue.names().folder(batch);
        Set<String> parts = new LinkedHashSet<>();
        FIRST.forEach(part -> parts.add(folder + part));
        parts.addAll(catalogue.store().children(folder));
        parts.remove(catalogue.names().owners(batch));
        return new ArrayList<>(parts);
    }

    private long delete(String prefix, Ownership lock) {
        ObjectStore store = catalogue.store().permitted(lock);
        long deleted = 0;
        for (List<String> page = store.list(prefix, PAGE); !page.isEmpty(); page = store.list(prefix, PAGE)) {
            // Each for itself: nobody else renews the lease, and a thousand take longer than it lasts.
            page.forEach(key -> lock.write(() -> store.delete(key)));
            deleted += page.size();
        }
        return deleted;
    }
}
