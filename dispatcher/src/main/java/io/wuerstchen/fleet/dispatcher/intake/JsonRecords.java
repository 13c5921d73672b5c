package io.wuerstchen.fleet.dispatcher.intake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.wire.Json;

/** An object a line: our fields, or a request as OpenAI's batch files have it. */
record JsonRecords(LineReader lines) implements Records {
    @Override
    public LineReader.Line next() {
        return lines.nextThatIsNotBlank();
    }

    @Override
    public ObjectNode fields(String text) {
        ObjectNode node = Json.parseObject(text);
        return node.has("body") ? OpenAiRequest.fields(node) : node;
    }

    @Override
    public void close() {
        lines.close();
    }
}
