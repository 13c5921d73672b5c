package io.wuerstchen.fleet.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Optional;

/** Where a command's answer goes; remembers that it did not get there, as Java's own does not. */
final class StandardOutput extends OutputStream {
    private final OutputStream stream;
    private IOException failure;

    private StandardOutput(OutputStream stream) {
        this.stream = stream;
    }

    static StandardOutput ofProcess() {
        return new StandardOutput(new FileOutputStream(FileDescriptor.out));
    }

    /** Line by line. */
    PrintWriter writer() {
        return new PrintWriter(this, true, Charset.defaultCharset());
    }

    /** Empty where all that was written got through. */
    synchronized Optional<IOException> failure() {
        return Optional.ofNullable(failure);
    }

    @Override
    public void write(int each) throws IOException {
        write(new byte[] {(byte) each}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            stream.write(bytes, offset, length);
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }
}
