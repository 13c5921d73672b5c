package io.wuerstchen.fleet.dispatcher.proof;

import io.wuerstchen.fleet.common.artifact.ObjectTags;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.dispatcher.proof.Finding.Problem;

/**
 * Deletes what workers put, after the end of a batch, of rows that had ended without pictures: one that was stopped, say, and
 * woke up. Nothing else: no object of a row that is committed or open, none that no worker put, none that is young.
 */
public final class StrayRepair {
    private final Reconciliation reconciliation;
    private final ObjectStore store;
    private long deleted;

    public StrayRepair(Reconciliation reconciliation, ObjectStore store) {
        this.reconciliation = reconciliation;
        this.store = store;
    }

    /**
     * Goes through a batch again, of which strays must be {@linkplain Proof#onlyStrays() all that is wrong}, and returns what
     * it came to then. Nobody may try rows of it again meanwhile.
     */
    public Proof delete(String batch) throws InterruptedException {
        Proof before = reconciliation.prove(batch, finding -> {
            if (finding.problem() == Problem.STRAY && isOfAWorker(finding.key())) {
                store.delete(finding.key());
                deleted++;
            }
        });
        return before.without(Problem.STRAY, deleted);
    }

    /** How many objects were deleted. */
    public long deleted() {
        return deleted;
    }

    private boolean isOfAWorker(String key) {
        return store.stat(key)
                .map(found -> ObjectTags.read(found.metadata()).fingerprint())
                .isPresent();
    }
}
