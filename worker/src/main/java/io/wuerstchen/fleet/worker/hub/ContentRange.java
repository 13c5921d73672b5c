package io.wuerstchen.fleet.worker.hub;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which part of a file a reply brings.
 *
 * @param from its first byte
 * @param end byte after its last
 */
record ContentRange(long from, long end) {
    private static final Pattern BYTES = Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)");

    /**
     * What stands in a header, if it is of such a file.
     *
     * @return null if it is not
     */
    static ContentRange parse(String header, long bytes) {
        Matcher range = BYTES.matcher(header);
        if (!range.matches() || !range.group(3).equals("*") && Long.parseLong(range.group(3)) != bytes) {
            return null;
        }
        return new ContentRange(Long.parseLong(range.group(1)), Long.parseLong(range.group(2)) + 1);
    }
}
