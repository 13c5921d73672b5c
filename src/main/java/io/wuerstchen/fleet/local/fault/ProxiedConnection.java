package io.wuerstchen.fleet.local.fault;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** One client's connection and the one to the server that goes with it; each direction has a thread. */
final class ProxiedConnection {
    private static final int BUFFER = 64 * 1024;

    private final Socket client;
    private final Socket server;
    private final Function<RequestHead, Duration> delay;

    ProxiedConnection(Socket client, Socket server, Function<RequestHead, Duration> delay) throws IOException {
        this.client = client;
        this.server = server;
        this.delay = delay;
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
    }

    /** Returns when the client ends the connection. */
    void requests() throws IOException {
        InputStream in = new BufferedInputStream(client.getInputStream(), BUFFER);
        OutputStream out = new BufferedOutputStream(server.getOutputStream(), BUFFER);
        for (Optional<RequestHead> head = RequestHead.read(in); head.isPresent(); head = RequestHead.read(in)) {
            long body = head.get().bodyLength();
            hold(delay.apply(head.get()));
            head.get().writeTo(out);
            if (body > 0) {
                out.flush(); // The client may wait for "100 Continue".
                copy(in, out, body);
            }
            out.flush();
        }
    }

    /** Returns when the server ends the connection. */
    void answers() {
        try {
            server.getInputStream().transferTo(client.getOutputStream());
        } catch (IOException e) {
            // The other direction has ended, and both sockets with it.
        } finally {
            close();
        }
    }

    void close() {
        for (Socket socket : new Socket[] {client, server}) {
            try {
                socket.close();
            } catch (IOException e) {
                // it is of no use any more
            }
        }
    }

    private static void hold(Duration delay) throws IOException {
        try {
            TimeUnit.NANOSECONDS.sleep(delay.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static void copy(InputStream in, OutputStream out, long bytes) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (long left = bytes; left > 0; ) {
            int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
            if (read < 0) {
                throw new EOFException("the client left in the middle of a body");
            }
            out.write(buffer, 0, read);
            left -= read;
        }
    }
}
