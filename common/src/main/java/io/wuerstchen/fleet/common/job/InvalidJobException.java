package io.wuerstchen.fleet.common.job;

/** What was asked for can't be done as it is; the message names the field, its value and what was expected. */
public final class InvalidJobException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InvalidJobException(String message) {
        super(message);
    }

    /** A message of the house's form: {@code seed: pear (expected: a whole number from 0 to 9223372036854775807)}. */
    public static InvalidJobException of(String field, Object value, String expected) {
        return new InvalidJobException(field + ": " + shortened(value) + " (expected: " + expected + ")");
    }

    private static String shortened(Object value) {
        String text = String.valueOf(value);
        return text.length() <= 80 ? text : text.substring(0, 77) + "...";
    }
}
