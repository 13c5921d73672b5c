package io.wuerstchen.fleet.common.config;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 250ms}, {@code 20s}, {@code 2m}. */
public final class Durations {
    private static final Pattern PHRASE = Pattern.compile("(\\d{1,9})(ms|s|m)");

    private Durations() {}

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException if it is none; the message names {@code field}
     */
    public static Duration parse(String field, String phrase) {
        Matcher matcher = PHRASE.matcher(phrase);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    field + ": " + phrase + " (expected: a whole number and ms, s or m, as in 20s)");
        }
        long count = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            default -> Duration.ofMinutes(count);
        };
    }
}
