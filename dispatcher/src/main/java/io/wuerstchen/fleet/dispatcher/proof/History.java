package io.wuerstchen.fleet.dispatcher.proof;

import io.wuerstchen.fleet.common.job.JobResult.Dead;
import io.wuerstchen.fleet.common.wire.BatchControl.State;
import io.wuerstchen.fleet.dispatcher.archive.BatchObjects;
import io.wuerstchen.fleet.dispatcher.archive.Generation;
import io.wuerstchen.fleet.dispatcher.archive.Wanted;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What was wished of a batch so far, and so which of the outcomes that its segments tell were undone since. Safe for all threads.
 *
 * @param rounds all generations but the first, which nobody had to ask for
 * @param wanted what was said last
 * @param finished whether the last generation has ended
 * @param cancels whether rows of which no segment speaks are cancelled
 */
record History(List<Round> rounds, State wanted, boolean finished, boolean cancels) {
    static History of(BatchObjects objects) {
        int last = objects.generation();
        List<Round> rounds = IntStream.rangeClosed(1, last)
                .mapToObj(number -> new Round(
                        Generation.get(objects, number),
                        objects.report(number - 1).isPresent()))
                .toList();
        boolean finished = objects.report(last).isPresent();
        return new History(rounds, Wanted.find(objects).state(), finished, Generation.cancels(objects));
    }

    /**
     * Whether a row is dead still that died so. Not if it was asked for again after all rows had ended, as then the death cannot
     * be of later than that. A cancel kills again what was to be tried again, so after one every death counts.
     */
    boolean counts(Dead death) {
        boolean ended = false;
        boolean undone = false;
        boolean cancelled = wanted == State.CANCELLED;
        for (Round round : rounds.subList(Math.min(death.generation(), rounds.size()), rounds.size())) {
            ended |= round.afterTheEnd;
            undone |= ended && round.generation.revival().matches(Set.of(death.kind()), false);
            cancelled |= round.generation.before() == State.CANCELLED;
        }
        return cancelled || !undone;
    }

    /** Whether a row is cancelled still of which a worker has said so. */
    boolean countsCancelled() {
        return cancels
                || rounds.stream().noneMatch(round -> round.generation.revival().ofCancelled());
    }

    /**
     * One more go at rows that came to nothing.
     *
     * @param afterTheEnd whether the generation before it had ended
     */
    record Round(Generation generation, boolean afterTheEnd) {}
}
