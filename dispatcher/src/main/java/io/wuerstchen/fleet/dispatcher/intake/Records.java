package io.wuerstchen.fleet.dispatcher.intake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.job.InvalidJobException;

/** The records of one format, one at a time. */
interface Records extends AutoCloseable {
    /** The text of the next record, or what is wrong with it; {@code null} at the end. */
    LineReader.Line next();

    /** What a record says, by the names of our fields; throws {@link InvalidJobException} where it can't be read. */
    ObjectNode fields(String text);

    @Override
    void close();
}
