package io.wuerstchen.fleet.cli;

import java.text.Normalizer;
import java.util.Locale;

/** Names of files that every file system takes. */
final class FileNames {
    private static final int MAX_SLUG = 60;
    private static final int MAX_NAME = 120;

    private static final String PLAIN = "[A-Za-z0-9_][A-Za-z0-9._-]{0," + (MAX_NAME - 1) + "}";
    private static final String ENDING = ".*-row(-\\d+){0,2}";

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

    /** The row's own id where that is a name, else {@link #withRow}. */
    static String ofRow(String id, long row) {
        return id.matches(PLAIN) && !id.matches(ENDING) ? id : withRow(id, row);
    }

    /** Something near the id, and the row, which keeps two of those apart. */
    static String withRow(String id, long row) {
        return slug(id) + "-row-" + row;
    }
}
