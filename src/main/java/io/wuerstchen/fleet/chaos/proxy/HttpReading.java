package io.wuerstchen.fleet.chaos.proxy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Reads HTTP/1.1 messages off a connection, one after the other. One thread. */
final class HttpReading {
    private static final int MOST_HEAD = 64 << 10;

    private HttpReading() {}

    /** The next request; {@code null} where the connection ends before one begins. */
    static HttpMessage request(InputStream in) throws IOException {
        byte[] head = head(in);
        if (head == null) {
            return null;
        }
        HttpMessage message = message(head);
        return new HttpMessage(message.first(), message.headers(), head, body(in, message, 0));
    }

    /** @param method of the request that it answers */
    static HttpMessage answer(InputStream in, String method) throws IOException {
        byte[] head = head(in);
        if (head == null) {
            throw new EOFException("no answer");
        }
        HttpMessage message = message(head);
        boolean bare = method.equals("HEAD") || message.status() == 204 || message.status() == 304;
        return new HttpMessage(
                message.first(), message.headers(), head, bare ? new byte[0] : body(in, message, Integer.MAX_VALUE));
    }

    /** The chunks of S3's {@code STREAMING-} framing, {@code SIZE;chunk-signature=...}, put together. */
    static byte[] unframed(byte[] body) throws IOException {
        ByteArrayInputStream in = new ByteArrayInputStream(body);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int size = size(line(in)); size > 0; size = size(line(in))) {
            out.writeBytes(exactly(in, size));
            line(in);
        }
        return out.toByteArray();
    }

    private static byte[] body(InputStream in, HttpMessage message, int withoutLength) throws IOException {
        if (message.header("transfer-encoding").map(String::strip).orElse("").equalsIgnoreCase("chunked")) {
            return chunked(in);
        }
        String length = message.header("content-length").orElse(null);
        return length == null ? in.readNBytes(withoutLength) : exactly(in, Integer.parseInt(length.strip()));
    }

    /** As they came: size lines, chunks and trailers. */
    private static byte[] chunked(InputStream in) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int size;
        do {
            byte[] line = line(in);
            size = size(line);
            out.writeBytes(line);
            out.writeBytes(exactly(in, size));
            if (size > 0) {
                out.writeBytes(line(in));
            }
        } while (size > 0);
        byte[] trailer;
        do {
            trailer = line(in);
            out.writeBytes(trailer);
        } while (trailer.length > 2);
        return out.toByteArray();
    }

    private static int size(byte[] line) throws IOException {
        String text = new String(line, StandardCharsets.ISO_8859_1).strip();
        int end = text.indexOf(';');
        try {
            return Integer.parseInt(end < 0 ? text : text.substring(0, end), 16);
        } catch (NumberFormatException e) {
            throw new EOFException(
                    "a chunk's size: " + text + " (expected: hexadecimal, from a store that still lives)");
        }
    }

    private static byte[] exactly(InputStream in, int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException(bytes.length + " of " + count + " bytes");
        }
        return bytes;
    }

    private static byte[] head(InputStream in) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] line;
        do {
            line = line(in);
            if (line.length == 0) {
                return out.size() == 0 ? null : failed(out);
            }
            out.writeBytes(line);
        } while (line.length > 2 && out.size() < MOST_HEAD);
        return out.toByteArray();
    }

    private static byte[] failed(ByteArrayOutputStream head) throws IOException {
        throw new EOFException("a head broken off after " + head.size() + " bytes");
    }

    /** With its line feed; empty at the end of the stream. */
    private static byte[] line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0; next = in.read()) {
            line.write(next);
            if (next == '\n') {
                break;
            }
        }
        return line.toByteArray();
    }

    private static HttpMessage message(byte[] head) {
        String[] lines = new String(head, StandardCharsets.ISO_8859_1).split("\r\n");
        Map<String, String> headers = new HashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0) {
                headers.put(
                        lines[i].substring(0, colon).strip().toLowerCase(Locale.ROOT),
                        lines[i].substring(colon + 1).strip());
            }
        }
        return new HttpMessage(lines[0], headers, head, new byte[0]);
    }
}
