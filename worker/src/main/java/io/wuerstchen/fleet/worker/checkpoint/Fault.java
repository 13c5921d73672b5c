package io.wuerstchen.fleet.worker.checkpoint;

/**
 * Something that is wrong with a model's folder.
 *
 * @param file from the folder
 * @param tensor in it, or empty
 * @param found what is there, in words
 * @param expected what should be
 */
public record Fault(String file, String tensor, String found, String expected) {
    static Fault of(String file, String found, String expected) {
        return new Fault(file, "", found, expected);
    }

    /** One line for people. */
    @Override
    public String toString() {
        String place = tensor.isEmpty() ? file : file + ": tensor " + tensor;
        return place + ": " + found + (expected.isEmpty() ? "" : " (expected: " + expected + ")");
    }
}
