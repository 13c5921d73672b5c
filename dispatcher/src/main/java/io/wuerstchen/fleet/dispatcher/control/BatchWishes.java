package io.wuerstchen.fleet.dispatcher.control;

import io.wuerstchen.fleet.common.job.FailureKind;
import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.wire.BatchControl;
import io.wuerstchen.fleet.dispatcher.archive.BatchObjects;
import io.wuerstchen.fleet.dispatcher.archive.Generation;
import io.wuerstchen.fleet.dispatcher.archive.Wanted;
import io.wuerstchen.fleet.dispatcher.ledger.Revival;
import java.util.stream.Collectors;

/**
 * Makes wishes for batches heard. Each is stored before it is said, so that it holds though nobody listens. What can't be wished
 * for is an {@link InvalidJobException}. One thread only.
 */
public final class BatchWishes {
    private final BatchCatalogue catalogue;
    private final ControlVoice voice;

    public BatchWishes(BatchCatalogue catalogue, ControlVoice voice) {
        this.catalogue = catalogue;
        this.voice = voice;
    }

    /** Tells whoever hosts batches that there is one. */
    public void announce(String batch) {
        BatchObjects objects = catalogue.objects(batch);
        say(objects, Wanted.find(objects).state());
    }

    /** Rows that no device has taken end undrawn. */
    public BatchStanding cancel(String batch) {
        return want(batch, BatchControl.State.CANCELLED);
    }

    /** Nothing more is published. */
    public BatchStanding pause(String batch) {
        requireNotCancelled(batch, "one that is not cancelled");
        return want(batch, BatchControl.State.PAUSED);
    }

    public BatchStanding resume(String batch) {
        requireNotCancelled(batch, "one that is not cancelled; fleet retry draws its rows after all");
        return want(batch, BatchControl.State.RUNNING);
    }

    /** Opens rows that came to nothing again. Returns how the batch stood before. */
    public BatchStanding retry(String batch, Revival revival) {
        BatchStanding before = catalogue.get(batch);
        requireSome(before, revival);
        BatchObjects objects = catalogue.objects(batch);
        // This order: the first word is enough, should the second one not be said.
        Generation.begin(objects, revival);
        new Wanted(BatchControl.State.RUNNING).write(objects);
        say(objects, BatchControl.State.RUNNING);
        return before;
    }

    private BatchStanding want(String batch, BatchControl.State state) {
        BatchStanding before = catalogue.get(batch);
        if (before.state() == BatchStanding.State.FINISHED) {
            throw InvalidJobException.of("batch", batch, "one that has not finished");
        }
        BatchObjects objects = catalogue.objects(batch);
        new Wanted(state).write(objects);
        say(objects, state);
        return before;
    }

    private void say(BatchObjects objects, BatchControl.State state) {
        voice.say(new BatchControl(objects.batch(), state, objects.generation()));
    }

    private void requireNotCancelled(String batch, String expected) {
        if (Wanted.find(catalogue.objects(batch)).state() == BatchControl.State.CANCELLED) {
            throw InvalidJobException.of("batch", batch, expected);
        }
    }

    private static void requireSome(BatchStanding batch, Revival revival) {
        long cancelled = batch.report().totals().tally().cancelled();
        boolean some = revival.matches(batch.deaths().keySet(), cancelled > 0);
        if (!some) {
            String known =
                    batch.deaths().keySet().stream().map(FailureKind::wireName).collect(Collectors.joining(", "));
            throw InvalidJobException.of(
                    revival.reason() == null ? "batch" : "reason",
                    revival.reason() == null ? batch.report().batch() : revival.reason(),
                    "one of which rows are dead or cancelled; dead are: " + (known.isEmpty() ? "none" : known));
        }
    }
}
