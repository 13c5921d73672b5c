package io.wuerstchen.fleet.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A wire to a server, by an address of its own, that can be cut and mended. */
public final class CutWire implements AutoCloseable {
    private final InetSocketAddress server;
    private final ServerSocket entrance;
    private final Set<Socket> ends = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger callsInVain = new AtomicInteger();
    private volatile boolean cut;

    public CutWire(URI server) throws IOException {
        this.server = new InetSocketAddress(server.getHost(), server.getPort());
        entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + entrance.getLocalPort());
    }

    /** Breaks what is connected, and every attempt to connect. */
    public void cut() {
        cut = true;
        ends.forEach(CutWire::close);
    }

    public void mend() {
        cut = false;
    }

    /** Connections tried while the wire was cut. */
    public int callsInVain() {
        return callsInVain.get();
    }

    @Override
    public void close() throws IOException {
        entrance.close();
        cut();
        threads.shutdownNow();
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                connect(entrance.accept());
            } catch (IOException e) {
                // Closed, or a caller that was gone again.
            }
        }
    }

    private void connect(Socket caller) throws IOException {
        if (cut) {
            callsInVain.incrementAndGet();
            caller.close();
            return;
        }
        Socket callee = new Socket(server.getAddress(), server.getPort());
        ends.add(caller);
        ends.add(callee);
        threads.execute(() -> pump(caller, callee));
        threads.execute(() -> pump(callee, caller));
    }

    private void pump(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // Cut, or hung up.
        }
        close(from);
        close(to);
        ends.remove(from);
        ends.remove(to);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException("a socket can always be closed", e);
        }
    }
}
