package io.wuerstchen.fleet.worker.wuerstchen;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Tells whether memory was short from what was thrown: libtorch says it in words only. */
public final class OutOfMemory {
    private static final List<String> WORDS =
            List.of("out of memory", "can't allocate memory", "cannot allocate memory", "status_alloc_failed");
    private static final int CAUSES = 10;

    private OutOfMemory() {}

    public static boolean is(Throwable failure) {
        return failure instanceof OutOfMemoryError
                || Stream.iterate(failure, each -> each != null, Throwable::getCause)
                        .limit(CAUSES)
                        .map(each -> String.valueOf(each.getMessage()).toLowerCase(Locale.ROOT))
                        .anyMatch(message -> WORDS.stream().anyMatch(message::contains));
    }
}
