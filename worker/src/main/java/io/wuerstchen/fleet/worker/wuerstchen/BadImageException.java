package io.wuerstchen.fleet.worker.wuerstchen;

import java.util.Map;
import java.util.TreeMap;

/** Some pictures of a micro-batch came out with values that are no numbers. The others are whole, and here. */
public final class BadImageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Map<Integer, Picture> good;
    private final transient Map<Integer, Kind> bad;

    /** Where the values went wrong. */
    public enum Kind {
        IMAGE_EMBEDDINGS_NOT_FINITE,
        LATENTS_NOT_FINITE,
        PIXELS_NOT_FINITE
    }

    /** Keys are places in the list of drawings. */
    public BadImageException(Map<Integer, Picture> good, Map<Integer, Kind> bad) {
        super("NaN or infinity in the result of drawings " + new TreeMap<>(bad));
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
