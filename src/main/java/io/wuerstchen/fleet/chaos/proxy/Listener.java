package io.wuerstchen.fleet.chaos.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** A port of loopback that hands each connection to a thread of its own, and closes all of them at its end. */
final class Listener implements AutoCloseable {
    private static final int BACKLOG = 200;

    private final ServerSocket server;
    private final String name;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private Listener(ServerSocket server, String name) {
        this.server = server;
        this.name = name;
    }

    /** @param serve blocks until the connection is over; the listener closes it then */
    static Listener open(String name, Consumer<Socket> serve) {
        try {
            InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
            Listener listener = new Listener(new ServerSocket(0, BACKLOG, loopback), name);
            daemon("accept-" + name, () -> listener.accept(serve));
            return listener;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return server.getLocalPort();
    }

    /** Connections that are open now. */
    Set<Socket> connections() {
        return Set.copyOf(open);
    }

    @Override
    public void close() {
        Sockets.close(server);
        open.forEach(Sockets::close);
    }

    static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept(Consumer<Socket> serve) {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                client.setTcpNoDelay(true);
                open.add(client);
                daemon(name + "-" + client.getPort(), () -> serve(client, serve));
            } catch (IOException e) {
                // Closed, or a client that was gone before it was heard.
            }
        }
    }

    private void serve(Socket client, Consumer<Socket> serve) {
        try (client) {
            serve.accept(client);
        } catch (IOException e) {
            // It was being closed.
        } finally {
            open.remove(client);
        }
    }
}
