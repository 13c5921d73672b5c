package io.wuerstchen.fleet.dispatcher.intake;

import io.wuerstchen.fleet.common.job.InvalidJobException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/**
 * The lines of a UTF-8 file that aren't blank, one at a time, in memory bounded by {@link #MAX_BYTES}. A byte order mark and
 * carriage returns are taken off.
 */
final class LineReader implements Closeable {
    static final int MAX_BYTES = 1024 * 1024;

    private final Path file;
    private final InputStream in;
    private long number;

    private LineReader(Path file, InputStream in) {
        this.file = file;
        this.in = in;
    }

    /** Opens a file that can be read, or throws {@link InvalidJobException}; {@code tap} sees every byte go by. */
    static LineReader open(Path file, UnaryOperator<InputStream> tap) {
        requireReadable(file);
        try {
            // Not a channel: an interrupt would close it in the middle of a line.
            return new LineReader(file, new BufferedInputStream(tap.apply(new FileInputStream(file.toFile()))));
        } catch (IOException e) {
            throw unreadable(file, e.getMessage());
        }
    }

    /** The next line that isn't blank; {@code null} at the end. */
    Line next() {
        try {
            Line line = read();
            while (line != null && line.blank()) {
                line = read();
            }
            return line;
        } catch (IOException e) {
            throw unreadable(file, e.getMessage());
        }
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw unreadable(file, e.getMessage());
        }
    }

    private static void requireReadable(Path file) {
        if (Files.notExists(file)) {
            throw unreadable(file, "no such file");
        }
        if (!Files.isRegularFile(file)) {
            throw unreadable(file, "not a regular file");
        }
        if (!Files.isReadable(file)) {
            throw unreadable(file, "no right to read it");
        }
    }

    private static InvalidJobException unreadable(Path file, String reason) {
        return new InvalidJobException(
                "prompts: " + file + ": " + reason + " (expected: a file with one JSON object a line)");
    }

    private Line read() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        long length = 0;
        int next = in.read();
        if (next < 0) {
            return null;
        }
        for (; next >= 0 && next != '\n'; next = in.read()) {
            if (length++ < MAX_BYTES) {
                bytes.write(next);
            }
        }
        number++;
        if (length > MAX_BYTES) {
            return new Line(number, null, "line: " + length + " bytes (expected: at most " + MAX_BYTES + ")");
        }
        return decode(bytes.toByteArray());
    }

    private Line decode(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return new Line(number, number == 1 && text.startsWith("\uFEFF") ? text.substring(1) : text, null);
        } catch (CharacterCodingException e) {
            return new Line(number, null, "line: not UTF-8 (expected: UTF-8)");
        }
    }

    /**
     * One line; either its text or what is wrong with it is {@code null}.
     *
     * @param number from 1
     */
    record Line(long number, String text, String fault) {
        boolean blank() {
            return text != null && text.isBlank();
        }
    }
}
