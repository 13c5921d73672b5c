package io.wuerstchen.fleet.dispatcher.intake;

import io.wuerstchen.fleet.common.job.InvalidJobException;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The lines of a UTF-8 stream, one at a time, in memory bounded by {@link #MAX_BYTES}. A byte order mark and carriage returns
 * are taken off.
 */
final class LineReader implements Closeable {
    static final int MAX_BYTES = 1024 * 1024;
    /** Of a line that can't be read, for people to find it by. */
    private static final int EXCERPT = 1024;

    private final String file;
    private final InputStream in;
    private final byte[] block = new byte[64 * 1024];
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private int at;
    private int end;
    private long number;

    /** Takes over the stream and closes it. */
    LineReader(String file, InputStream in) {
        this.file = file;
        this.in = in;
    }

    /** {@code null} at the end; throws {@link InvalidJobException} where the stream breaks off. */
    Line next() {
        try {
            return at < end || refill() ? read() : null;
        } catch (IOException e) {
            throw new InvalidJobException(
                    "prompts: " + file + " after line " + number + ": " + e.getMessage() + " (expected: a whole file)");
        }
    }

    Line nextThatIsNotBlank() {
        Line next = next();
        while (next != null && next.blank()) {
            next = next();
        }
        return next;
    }

    /** An error that says where in the file it is. */
    InvalidJobException fault(String reason) {
        return new InvalidJobException("prompts: " + file + " line " + number + ": " + reason);
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw fault(e.getMessage());
        }
    }

    private boolean refill() throws IOException {
        at = 0;
        end = Math.max(0, in.read(block));
        return end > 0;
    }

    private Line read() throws IOException {
        number++;
        line.reset();
        long length = 0;
        boolean open = true;
        while (open && (at < end || refill())) {
            int stop = endOfLine();
            line.write(block, at, Math.min(MAX_BYTES - line.size(), stop - at));
            length += stop - at;
            open = stop == end;
            at = open ? end : stop + 1;
        }
        return length > MAX_BYTES
                ? faulty("line: " + length + " bytes (expected: at most " + MAX_BYTES + ")")
                : decode(line.toByteArray());
    }

    private int endOfLine() {
        int stop = at;
        while (stop < end && block[stop] != '\n') {
            stop++;
        }
        return stop;
    }

    private Line decode(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        // What can't be read has become U+FFFD, which may also stand there rightly.
        int bad = text.indexOf('\uFFFD') < 0 ? -1 : firstBadByte(bytes);
        if (bad >= 0) {
            return faulty("line: not UTF-8 from byte " + (bad + 1) + " on (expected: UTF-8)");
        }
        int from = number == 1 && text.startsWith("\uFEFF") ? 1 : 0;
        return new Line(number, text.substring(from, text.endsWith("\r") ? text.length() - 1 : text.length()), null);
    }

    private static int firstBadByte(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        boolean bad = StandardCharsets.UTF_8
                .newDecoder()
                .decode(in, CharBuffer.allocate(bytes.length), true)
                .isError();
        return bad ? in.position() : -1;
    }

    private Line faulty(String fault) {
        byte[] bytes = line.toByteArray();
        return new Line(number, new String(bytes, 0, Math.min(bytes.length, EXCERPT), StandardCharsets.UTF_8), fault);
    }

    /**
     * One line, or a record of several.
     *
     * @param number of its first line, from 1
     * @param text only the beginning of it where it has a fault
     * @param fault what is wrong with it; {@code null} where nothing is
     */
    record Line(long number, String text, String fault) {
        boolean blank() {
            return fault == null && text.isBlank();
        }
    }
}
