package io.wuerstchen.fleet.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Ports of 127.0.0.1, for servers that must know theirs before they listen. */
final class LoopbackPorts {
    static final String HOST = "127.0.0.1";

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

    private static ServerSocket listen(int port) {
        try {
            var socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
            return socket;
        } catch (IOException e) {
            throw new LocalServersException("port " + port + ": taken (expected: a free port of " + HOST + ")", e);
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
