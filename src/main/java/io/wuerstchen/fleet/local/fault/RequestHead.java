package io.wuerstchen.fleet.local.fault;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** A request of HTTP/1.1 up to its body, byte by byte as it came. */
public final class RequestHead {
    private static final int MOST_BYTES = 64 * 1024;
    private static final byte[] END = {'\r', '\n', '\r', '\n'};

    private final byte[] bytes;
    private final String text;

    private RequestHead(byte[] bytes) {
        this.bytes = bytes;
        text = new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Empty where the client has ended the connection between two requests. */
    static Optional<RequestHead> read(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream(1024);
        int matched = 0;
        while (matched < END.length) {
            int next = in.read();
            if (next < 0) {
                if (head.size() == 0) {
                    return Optional.empty();
                }
                throw new EOFException("the client left in the middle of a request");
            }
            head.write(next);
            matched = next == END[matched] ? matched + 1 : next == END[0] ? 1 : 0;
            if (head.size() > MOST_BYTES) {
                throw new IOException("a request's head is longer than " + MOST_BYTES + " bytes");
            }
        }
        return Optional.of(new RequestHead(head.toByteArray()));
    }

    /** GET, PUT and so on. */
    public String method() {
        return text.substring(0, text.indexOf(' '));
    }

    /** Path and query, as they stand in the request. */
    public String target() {
        int start = text.indexOf(' ') + 1;
        return text.substring(start, text.indexOf(' ', start));
    }

    /**
     * The value of a header.
     *
     * @param name in lower case
     */
    public Optional<String> header(String name) {
        return text.lines()
                .skip(1)
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst();
    }

    /** Bytes of the body. */
    long bodyLength() throws IOException {
        if (header("transfer-encoding").isPresent()) {
            throw new IOException(
                    method() + " " + target() + ": a body of unknown length (expected: a Content-Length)");
        }
        try {
            return Long.parseLong(header("content-length").orElse("0"));
        } catch (NumberFormatException e) {
            throw new IOException("Content-Length: " + e.getMessage(), e);
        }
    }

    void writeTo(OutputStream out) throws IOException {
        out.write(bytes);
    }
}
