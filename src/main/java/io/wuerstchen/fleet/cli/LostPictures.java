package io.wuerstchen.fleet.cli;

import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Pictures that the store has no longer as they were committed; the first ones by row are kept in mind. Safe for all threads. */
final class LostPictures {
    private static final int SHOWN = 10;

    /** Files by the keys of their objects, which are in the order of rows; one more than is shown. */
    private final TreeMap<String, String> first = new TreeMap<>();

    /** Maybe more than once for one picture. */
    synchronized void add(String key, String file) {
        first.put(key, file);
        if (first.size() > SHOWN + 1) {
            first.pollLastEntry();
        }
    }

    /** For people; nothing where none is lost. */
    synchronized Optional<String> line(String batch) {
        if (first.isEmpty()) {
            return Optional.empty();
        }
        String files = first.values().stream().limit(SHOWN).collect(Collectors.joining(", "));
        return Optional.of("not downloaded, as S3 has them damaged or not at all: " + files
                + (first.size() > SHOWN ? " and more" : "") + " (fleet reconcile " + batch + " --deep tells of each)");
    }
}
