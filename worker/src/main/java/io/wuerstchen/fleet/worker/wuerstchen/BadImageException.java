package io.wuerstchen.fleet.worker.wuerstchen;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Some pictures of a micro-batch came out as none: values that are no numbers, or black all over. The others are whole, and here. */
public final class BadImageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Map<Integer, Picture> good;
    private final transient Map<Integer, Kind> bad;

    /** What went wrong, and where. */
    public enum Kind {
        IMAGE_EMBEDDINGS_NOT_FINITE("NaN or infinity in the image embeddings"),
        LATENTS_NOT_FINITE("NaN or infinity in the latents"),
        PIXELS_NOT_FINITE("NaN or infinity in the pixels"),
        ALL_BLACK("nothing but black in the pixels");

        private final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    /** Keys are places in the list of drawings. */
    public BadImageException(Map<Integer, Picture> good, Map<Integer, Kind> bad) {
        super(new TreeMap<>(bad)
                .entrySet().stream()
                        .map(each -> each.getValue().words + " of drawing " + each.getKey())
                        .collect(Collectors.joining(", ")));
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
