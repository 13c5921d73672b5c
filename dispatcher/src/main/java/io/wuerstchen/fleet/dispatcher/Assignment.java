package io.wuerstchen.fleet.dispatcher;

import io.wuerstchen.fleet.dispatcher.archive.BatchObjects;
import io.wuerstchen.fleet.dispatcher.archive.InputIndex;
import io.wuerstchen.fleet.dispatcher.owner.Ownership;

/**
 * A batch that this dispatcher runs, by the lease that lets it.
 *
 * @param objects of a store that asks the lease at each attempt to change it
 */
record Assignment(Submission submission, InputIndex input, BatchObjects objects, Ownership ownership, Keeper keeper) {
    Assignment {
        objects = objects.permitted(ownership);
    }

    String batch() {
        return submission.batch();
    }
}
