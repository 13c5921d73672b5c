package io.wuerstchen.fleet.chaos;

import io.wuerstchen.fleet.chaos.plan.ChaosPrompts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Batch after batch, until there are enough. Safe for all threads. */
final class Batches {
    private final ChaosPrompts prompts;
    private final ChaosFolder folder;
    private final List<String> names = new ArrayList<>();
    private boolean enough;

    Batches(ChaosPrompts prompts, ChaosFolder folder) {
        this.prompts = prompts;
        this.folder = folder;
    }

    /** The next batch, whose file is there; empty once there are enough. */
    synchronized Optional<String> next() {
        if (enough) {
            return Optional.empty();
        }
        String name = "chaos-" + (names.size() + 1);
        try {
            prompts.write(names.size() + 1, folder.prompts(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        names.add(name);
        return Optional.of(name);
    }

    ChaosFolder folder() {
        return folder;
    }

    /** Those under way are the last. */
    synchronized void end() {
        enough = true;
    }

    synchronized List<String> names() {
        return List.copyOf(names);
    }
}
