package io.wuerstchen.fleet.dispatcher.intake;

/**
 * A row that never becomes a job.
 *
 * @param reason one sentence which names the field, its value and what was expected
 * @param raw the beginning of what stands there, {@value #MAX_RAW} characters at most
 */
public record RejectedRow(Place place, String id, String reason, String raw) implements Row {
    public static final int MAX_RAW = 1024;

    public RejectedRow {
        raw = raw.length() <= MAX_RAW ? raw : whole(raw.substring(0, MAX_RAW));
    }

    /** The cut may go through a character of two halves. */
    private static String whole(String cut) {
        return Character.isHighSurrogate(cut.charAt(cut.length() - 1)) ? cut.substring(0, cut.length() - 1) : cut;
    }
}
