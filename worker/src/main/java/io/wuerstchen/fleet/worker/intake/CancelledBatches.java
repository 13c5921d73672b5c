package io.wuerstchen.fleet.worker.intake;

import io.wuerstchen.fleet.common.wire.BatchControl;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Which batches are cancelled, as far as this worker has heard. Safe for all threads. */
public final class CancelledBatches {
    /** The generation that was the batch's when it was cancelled. */
    private final Map<String, Integer> generations = new ConcurrentHashMap<>();

    /** {@code true} if it cancels a batch. */
    public boolean hear(BatchControl control) {
        if (control.state() == BatchControl.State.CANCELLED) {
            generations.put(control.batch(), control.generation());
            return true;
        }
        forget(control.batch());
        return false;
    }

    /** The batch is deleted. */
    public void forget(String batch) {
        generations.remove(batch);
    }

    /** @param generation of a job's publication: one after {@code fleet retry} is not cancelled by what was said before */
    public boolean contains(String batch, int generation) {
        Integer last = generations.get(batch);
        return last != null && generation <= last;
    }
}
