package io.wuerstchen.fleet.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Ports of 127.0.0.1, for servers that must know theirs before they listen. */
final class LoopbackPorts {
    static final String HOST = "127.0.0.1";
    private static final int LOWEST = 15_000;
    private static final int HIGHEST = 32_000;
    private static final int TRIES = 100;

    private LoopbackPorts() {}

    /**
     * Finds each asked port free, and a free one for each 0. All are held until the last is found, so they differ.
     *
     * @throws LocalServersException naming a port that is taken
     */
    static int[] take(int... asked) {
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int port : asked) {
                held.add(listen(port));
            }
            return held.stream().mapToInt(ServerSocket::getLocalPort).toArray();
        } finally {
            held.forEach(LoopbackPorts::close);
        }
    }

    static String address(int port) {
        return HOST + ":" + port;
    }

    /**
     * A free port below those that the operating system gives to outgoing connections: one of these would be taken again
     * before the server that asked listens.
     */
    private static ServerSocket listenAnywhere() {
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            try {
                return open(port);
            } catch (IOException e) {
                // Taken; there are many others.
            }
        }
        throw new LocalServersException("no free port of " + HOST + " from " + LOWEST + " to " + HIGHEST);
    }

    private static ServerSocket listen(int port) {
        if (port == 0) {
            return listenAnywhere();
        }
        try {
            return open(port);
        } catch (IOException e) {
            throw new LocalServersException("port " + port + ": taken (expected: a free port of " + HOST + ")", e);
        }
    }

    private static ServerSocket open(int port) throws IOException {
        var socket = new ServerSocket();
        try {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static void close(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new LocalServersException("port " + socket.getLocalPort() + ": cannot be let go", e);
        }
    }
}
