package io.wuerstchen.fleet.dispatcher;

import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.dispatcher.archive.BatchObjects;
import java.util.stream.IntStream;

/** A batch's name that stands for something else. */
record TakenName(BatchObjects objects) {
    /** As {@link io.wuerstchen.fleet.common.job.JobId} has it. */
    private static final int MAX_NAME = 100;
    /** How far to look for a free name before leaving it to the user. */
    private static final int SUGGESTIONS = 50;

    /** The error that says so and proposes a name; {@code part} is what differs. */
    InvalidJobException by(String part) {
        return by(part, "");
    }

    /** @param more in words, in what or why; may be empty */
    InvalidJobException by(String part, String more) {
        // Not InvalidJobException.of: it would cut a long name in the middle of what matters.
        return new InvalidJobException("batch: " + objects.batch() + " stands there with "
                + (part.equals("options") ? "other " : "another ") + part + (more.isEmpty() ? "" : " (" + more + ")")
                + " (expected: the same " + part + " to go on with it, or by --batch a new name such as " + freeName()
                + ")");
    }

    private String freeName() {
        return IntStream.rangeClosed(2, SUGGESTIONS)
                .mapToObj(this::numbered)
                .filter(name -> !objects.isTaken(name))
                .findFirst()
                .orElseGet(() -> numbered(SUGGESTIONS + 1));
    }

    private String numbered(int number) {
        String suffix = "-" + number;
        String name = objects.batch();
        return name.substring(0, Math.min(name.length(), MAX_NAME - suffix.length())) + suffix;
    }
}
