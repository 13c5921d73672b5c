package io.wuerstchen.fleet.chaos.check;

import java.util.regex.Pattern;

/**
 * An object as the last look found it.
 *
 * @param bytes that the listing says
 * @param sha256 of the bytes that were read
 * @param metadataSha256 that it says of itself; empty where it says none
 * @param look what the bytes are
 */
public record StandingObject(String key, long bytes, String sha256, String metadataSha256, Look look) {
    /** What an object's bytes are. */
    public enum Look {
        /** What the ending of its name says. */
        WHOLE,
        /** A picture that differs from the one made without faults by no more than a device may. */
        ALIKE,
        /** Not what the ending of its name says. */
        UNREADABLE
    }

    boolean readable() {
        return look != Look.UNREADABLE;
    }

    private static final Pattern OF_A_ROW = Pattern.compile("(.*/)?batches/[^/]+/(images|embeddings|latents)/.*");
    /** Of which the last ones stay. */
    private static final Pattern SNAPSHOT = Pattern.compile("(.*/)?batches/[^/]+/snapshots/.*");
    /** What has one owner at a time, who overwrites it. */
    private static final Pattern OVERWRITTEN = Pattern.compile("(.*/)?batches/[^/]+/(owner/.*|wanted\\.json)");

    /** Whether the name is that of a picture, or of what is kept beside one. */
    static boolean isOfARow(String key) {
        return OF_A_ROW.matcher(key).matches();
    }

    /** Whether nobody may ever delete it: what a batch keeps of its input, its outcomes and what was asked for. */
    static boolean isKept(String key) {
        return isImmutable(key) && !isOfARow(key) && !SNAPSHOT.matcher(key).matches();
    }

    /** Whether nothing may ever change what stands under the name. */
    static boolean isImmutable(String key) {
        return key.contains("batches/") && !OVERWRITTEN.matcher(key).matches();
    }
}
