package io.wuerstchen.fleet.worker.store;

import java.util.Locale;

/** One file of a picture, in memory. */
@SuppressWarnings("ArrayRecordComponent") // Bytes on their way through, never compared.
public record PictureFile(Kind kind, byte[] bytes, String extension, String mediaType) {
    /** What a file holds. */
    public enum Kind {
        IMAGE,
        EMBEDDINGS,
        LATENTS;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
