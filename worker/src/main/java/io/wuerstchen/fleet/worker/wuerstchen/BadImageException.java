package io.wuerstchen.fleet.worker.wuerstchen;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Some pictures of a micro-batch came out with values that are no numbers. The others are whole, and here. */
public final class BadImageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Map<Integer, Picture> good;
    private final transient Map<Integer, Kind> bad;

    /** Where the values went wrong. */
    public enum Kind {
        IMAGE_EMBEDDINGS_NOT_FINITE("image embeddings"),
        LATENTS_NOT_FINITE("latents"),
        PIXELS_NOT_FINITE("pixels");

        private final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    /** Keys are places in the list of drawings. */
    public BadImageException(Map<Integer, Picture> good, Map<Integer, Kind> bad) {
        super(new TreeMap<>(bad)
                .entrySet().stream()
                        .map(each -> "the " + each.getValue().words + " of drawing " + each.getKey())
                        .collect(Collectors.joining(", ", "NaN or infinity in ", "")));
        this.good = Map.copyOf(good);
        this.bad = Map.copyOf(bad);
    }

    /** By place in the list of drawings. */
    public Map<Integer, Picture> good() {
        return good;
    }

    /** By place in the list of drawings. */
    public Map<Integer, Kind> bad() {
        return bad;
    }
}
