package io.wuerstchen.fleet.export.shard;

import io.wuerstchen.fleet.export.sample.Sample;
import io.wuerstchen.fleet.sheet.Thumbnail;
import java.util.List;

/**
 * A sample with its bytes, as they lie in the store.
 *
 * @param files the picture, then what is wanted of what was kept beside it
 * @param hash {@code null} where this machine can't read the picture's format
 * @param thumbnail {@code null} where none is wanted, or as above
 */
record Fetched(Sample sample, List<Content> files, String hash, Thumbnail thumbnail) {
    /** One file of a sample; its ending comes after the key. */
    @SuppressWarnings("ArrayRecordComponent") // Bytes on their way through, never compared.
    record Content(String ending, byte[] bytes, String sha256) {}
}
