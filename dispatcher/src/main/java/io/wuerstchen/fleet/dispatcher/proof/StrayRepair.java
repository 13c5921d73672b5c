package io.wuerstchen.fleet.dispatcher.proof;

import io.wuerstchen.fleet.common.artifact.ObjectTags;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.common.storage.Permission;
import io.wuerstchen.fleet.dispatcher.proof.Finding.Problem;

/**
 * Deletes what workers put, after the end of a batch, of rows that had ended without pictures: one that was stopped, say, and
 * woke up. Nothing else: no object of a row that is committed or open, none that no worker put, none that is young.
 */
public final class StrayRepair {
    private final Reconciliation reconciliation;
    private final ObjectStore store;
    private final Permission permission;
    private long deleted;

    /**
     * @param permission to delete, asked at each attempt. Nobody else may have the batch meanwhile: a row that is tried again makes
     *     what is left of it its own.
     */
    public StrayRepair(Reconciliation reconciliation, ObjectStore store, Permission permission) {
        this.reconciliation = reconciliation;
        this.store = store.permitted(permission);
        this.permission = permission;
    }

    /**
     * Goes through a batch again, of which strays must be {@linkplain Proof#onlyStrays() all that is wrong}, and returns what
     * it came to then. Deletes nothing of one that is not finished any more.
     */
    public Proof delete(String batch) throws InterruptedException {
        Proof before = reconciliation.prove(batch, finding -> {
            if (finding.problem() == Problem.STRAY && isOfAWorker(finding.key())) {
                permission.write(() -> store.delete(finding.key()));
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
