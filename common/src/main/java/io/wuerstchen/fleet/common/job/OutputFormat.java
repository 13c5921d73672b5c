package io.wuerstchen.fleet.common.job;

import java.util.Locale;

/** File format of the picture. */
public enum OutputFormat {
    PNG("image/png"),
    JPEG("image/jpeg"),
    WEBP("image/webp");

    private final String mediaType;

    OutputFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    public static OutputFormat parse(String name) {
        for (OutputFormat format : values()) {
            if (format.wireName().equals(name)) {
                return format;
            }
        }
        throw InvalidJobException.of("output_format", name, "png, jpeg or webp");
    }

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String mediaType() {
        return mediaType;
    }

    public String extension() {
        return this == JPEG ? "jpg" : wireName();
    }
}
