package io.wuerstchen.fleet.dispatcher.intake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.wire.Json;

/** Plain text, a prompt a line. */
record TextRecords(LineReader lines) implements Records {
    @Override
    public LineReader.Line next() {
        return lines.nextThatIsNotBlank();
    }

    @Override
    public ObjectNode fields(String text) {
        return Json.object().put("prompt", text);
    }

    @Override
    public void close() {
        lines.close();
    }
}
