package io.wuerstchen.fleet.common.job;

import java.util.Locale;

/** What to keep beside the picture. */
public enum Save {
    /** Stage C's image embeddings: 18 KiB at 1024 px, enough to decode the picture again. */
    EMBEDDINGS,
    /** Stage B's latents, before {@code scale_factor}. */
    LATENTS;

    public static Save parse(String name) {
        for (Save save : values()) {
            if (save.wireName().equals(name)) {
                return save;
            }
        }
        throw InvalidJobException.of("save", name, "embeddings or latents");
    }

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
