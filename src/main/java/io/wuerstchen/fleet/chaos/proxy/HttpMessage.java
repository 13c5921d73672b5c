package io.wuerstchen.fleet.chaos.proxy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A request or an answer, whole.
 *
 * @param first its first line
 * @param headers by names in lower case
 * @param head first line and headers as they came, with the empty line that ends them
 * @param body as it came, framing included
 */
@SuppressWarnings("ArrayRecordComponent") // Bytes on their way through, never compared.
record HttpMessage(String first, Map<String, String> headers, byte[] head, byte[] body) {
    String method() {
        return first.substring(0, first.indexOf(' ')).toUpperCase(Locale.ROOT);
    }

    /** Of a request: path and query. */
    String target() {
        return first.split(" ")[1];
    }

    /** Of an answer. */
    int status() {
        return Integer.parseInt(first.split(" ")[1]);
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    boolean closes() {
        return header("connection")
                .map(value -> value.equalsIgnoreCase("close"))
                .orElse(false);
    }

    /** Head and body as they came. */
    byte[] bytes() {
        byte[] all = new byte[head.length + body.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        return all;
    }

    /** What the body says once S3's framing of signed chunks is taken away: what the store shall hold. */
    byte[] content() throws IOException {
        boolean framed = header("x-amz-content-sha256")
                .map(value -> value.startsWith("STREAMING-"))
                .orElse(false);
        return framed ? HttpReading.unframed(body) : body;
    }

    static HttpMessage answer(int status, String reason, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String first = "HTTP/1.1 " + status + " " + reason;
        String head = first + "\r\nContent-Type: application/xml\r\nContent-Length: " + bytes.length + "\r\n\r\n";
        return new HttpMessage(first, Map.of(), head.getBytes(StandardCharsets.ISO_8859_1), bytes);
    }
}
