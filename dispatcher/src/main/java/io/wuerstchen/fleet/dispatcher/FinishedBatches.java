package io.wuerstchen.fleet.dispatcher;

import io.wuerstchen.fleet.dispatcher.control.BatchCatalogue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Batches that need no dispatcher, until somebody wants rows of them tried again. Whoever wants that says so on {@code control};
 * should the word have got lost, the store knows. One thread only.
 */
final class FinishedBatches {
    /** With a turn a second, three hundred are asked in the half minute that a lost word may cost. */
    static final int AT_ONCE = 10;

    private final BatchCatalogue catalogue;
    /** With the generation that was their last; those that were asked longest ago in front. */
    private final Map<String, Integer> generations = new LinkedHashMap<>();

    FinishedBatches(BatchCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    boolean has(String batch) {
        return generations.containsKey(batch);
    }

    /** Remembers a batch if it has finished; {@code false} if it hasn't. */
    boolean add(String batch) {
        OptionalInt generation = catalogue.finished(batch);
        generation.ifPresent(last -> generations.put(batch, last));
        return generation.isPresent();
    }

    /** These are to be looked at. */
    void forget(Collection<String> batches) {
        generations.keySet().removeAll(batches);
    }

    /** Others than these are no more. */
    void keepOnly(Collection<String> batches) {
        generations.keySet().retainAll(batches);
    }

    /** Asks the next few of them. Forgets and returns those that are to be tried again. */
    List<String> wantedAgain() {
        List<String> wanted = new ArrayList<>();
        for (String batch : generations.keySet().stream().limit(AT_ONCE).toList()) {
            boolean again = catalogue.hasGeneration(batch, generations.get(batch) + 1);
            int last = generations.remove(batch);
            if (again) {
                wanted.add(batch);
            } else {
                generations.put(batch, last);
            }
        }
        return wanted;
    }
}
