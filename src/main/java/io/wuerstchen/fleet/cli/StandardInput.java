package io.wuerstchen.fleet.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;

/**
 * What is piped into a command. Read by a channel: a thread that waits for input heeds interrupts, as one in
 * {@code System.in} does not.
 */
final class StandardInput extends InputStream {
    private final FileInputStream file;
    private final InputStream channel;

    private StandardInput(FileInputStream file) {
        this.file = file;
        this.channel = Channels.newInputStream(file.getChannel());
    }

    static InputStream open() {
        return of(new FileInputStream(FileDescriptor.in));
    }

    static InputStream of(FileInputStream file) {
        return new StandardInput(file);
    }

    @Override
    public int read() throws IOException {
        return channel.read();
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        return channel.read(into, offset, length);
    }

    /** The file's word: the channel's stream asks for a position, which a pipe has not. */
    @Override
    public int available() throws IOException {
        return file.available();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
