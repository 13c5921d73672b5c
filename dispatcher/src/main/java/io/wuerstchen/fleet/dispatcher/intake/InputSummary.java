package io.wuerstchen.fleet.dispatcher.intake;

import io.wuerstchen.fleet.common.artifact.Digests;
import io.wuerstchen.fleet.common.job.InvalidJobException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * Which input this is and how long.
 *
 * @param sha256 of the file's bytes, in hexadecimal
 * @param rows records, well-formed or not
 */
public record InputSummary(String sha256, long rows) {
    /** Reads the whole file once; throws {@link InvalidJobException} where it can't be read, or has no row. */
    public static InputSummary of(Path file) {
        MessageDigest digest = Digests.newSha256();
        long rows = 0;
        try (LineReader lines = LineReader.open(file, in -> new DigestInputStream(in, digest))) {
            while (lines.next() != null) {
                rows++;
            }
        }
        if (rows == 0) {
            throw new InvalidJobException("prompts: " + file + ": no rows (expected: one JSON object a line)");
        }
        return new InputSummary(HexFormat.of().formatHex(digest.digest()), rows);
    }
}
