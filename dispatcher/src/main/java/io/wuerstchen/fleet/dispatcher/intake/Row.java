package io.wuerstchen.fleet.dispatcher.intake;

/** One record of a prompts file, well-formed or not. */
public sealed interface Row permits PromptRow, RejectedRow {
    Place place();

    /** The author's own name for the row; the row's number where none was given. */
    String id();

    /**
     * Where a row stands.
     *
     * @param line of the file, from 1
     * @param row among all records of the file, rejected ones too, from 0
     */
    record Place(String file, long line, long row) {}
}
