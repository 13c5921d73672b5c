package io.wuerstchen.fleet.cli;

import java.text.Normalizer;
import java.util.Locale;

/** Names of files that every file system takes. */
final class FileNames {
    private static final int MAX_SLUG = 60;
    private static final int MAX_NAME = 120;

    private static final String PLAIN = "[A-Za-z0-9_][A-Za-z0-9._-]{0," + (MAX_NAME - 1) + "}";
    private static final String ENDING = ".*(\\.\\d|-row-\\d+)";

    private FileNames() {}

    /** {@code a-red-apple} of "A red apple!"; {@code picture} where nothing is left. */
    static String slug(String prompt) {
        String plain = Normalizer.normalize(prompt, Normalizer.Form.NFKD)
                .toLowerCase(Locale.ROOT)
                .replaceAll("\\p{M}", "")
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-|-$", "");
        String slug = plain.length() <= MAX_SLUG
                ? plain
                : plain.substring(0, MAX_SLUG).replaceAll("-$", "");
        return slug.isEmpty() ? "picture" : slug;
    }

    /**
     * The row's own id where that is a name, else something near it; {@code row} keeps two of those apart. An id that ends
     * as one of a row's many pictures does ({@code cat.0}) or as such a name ({@code cat-row-7}) is taken for none.
     */
    static String ofRow(String id, long row) {
        if (id.matches(PLAIN) && !id.matches(ENDING)) {
            return id;
        }
        return slug(id) + "-row-" + row;
    }
}
