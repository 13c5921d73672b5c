package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.common.job.InvalidJobException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Bytes as people write them: 500MB, 1.5GiB. */
final class ByteSize {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,15}(?:\\.\\d{1,9})?)(B|KB|MB|GB|KiB|MiB|GiB)");
    /** An exbibyte, which no machine has. */
    private static final long MOST = 1L << 60;

    private ByteSize() {}

    /** @throws InvalidJobException if it is no size, or 0; it names the option */
    static long parse(String option, String size) {
        Matcher matcher = SIZE.matcher(size);
        double bytes = matcher.matches() ? Double.parseDouble(matcher.group(1)) * unit(matcher.group(2)) : 0;
        if (bytes < 1 || bytes > MOST) {
            throw InvalidJobException.of(option, size, "a size with its unit, as in 500MB or 1.5GiB");
        }
        return (long) bytes;
    }

    private static double unit(String unit) {
        int power = "BKMG".indexOf(unit.toUpperCase(Locale.ROOT).charAt(0));
        return Math.pow(unit.contains("i") ? 1024 : 1000, power);
    }
}
