package io.wuerstchen.fleet.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.InputStream;
import java.nio.channels.Channels;

/** What is piped into a command. */
final class StandardInput {
    private StandardInput() {}

    /** By a channel: a thread that waits for input heeds interrupts, as one in {@code System.in} does not. */
    static InputStream open() {
        return Channels.newInputStream(new FileInputStream(FileDescriptor.in).getChannel());
    }
}
