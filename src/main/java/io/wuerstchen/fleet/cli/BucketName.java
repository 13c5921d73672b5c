package io.wuerstchen.fleet.cli;

import java.util.regex.Pattern;

/** Refuses what no S3 takes for a bucket's name before anybody is asked. */
final class BucketName {
    private static final Pattern VALID = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

    private BucketName() {}

    /** @param option that gave the name */
    static String require(String option, String name) {
        if (!VALID.matcher(name).matches()) {
            throw new UserException(
                    option + ": bucket " + name
                            + " (expected: 3 to 63 lower-case letters, digits, dots and dashes, the first and last no dot or dash)");
        }
        return name;
    }
}
