package io.wuerstchen.fleet.export.shard;

import io.wuerstchen.fleet.common.artifact.Digests;
import io.wuerstchen.fleet.export.sample.Sample;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Over row, number and SHA-256 of every picture of a shard, in order. */
final class SampleDigest {
    private final MessageDigest digest = Digests.newSha256();

    void add(Sample sample) {
        String line = sample.row() + " " + sample.image().index() + " "
                + sample.picture().sha256() + "\n";
        digest.update(line.getBytes(StandardCharsets.UTF_8));
    }

    /** In hexadecimal digits; begins anew. */
    String end() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
