package io.wuerstchen.fleet.cli;

import java.util.Locale;

/** Numbers with what they count: {@code 1 row}, {@code 2000 rows}. */
final class Counted {
    private Counted() {}

    /** @param one the word for one of them, which takes an s for more */
    static String of(long number, String one) {
        return String.format(Locale.ROOT, "%d %s%s", number, one, number == 1 ? "" : "s");
    }
}
