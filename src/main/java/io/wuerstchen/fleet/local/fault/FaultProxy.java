package io.wuerstchen.fleet.local.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Stands on loopback before an HTTP/1.1 server and holds each request back for a while. Bytes pass as they are, the Host
 * header too, so a signature over them stays true. Two threads for each connection; the client's pool bounds their number,
 * and {@value #MOST_CONNECTIONS} is the most.
 */
public final class FaultProxy implements AutoCloseable {
    static final int MOST_CONNECTIONS = 256;
    private static final int CONNECT_MILLIS = 5000;
    private static final long END_SECONDS = 5;

    private final ServerSocket server;
    private final InetSocketAddress upstream;
    private final Function<RequestHead, Duration> delay;
    private final Set<ProxiedConnection> open = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool(FaultProxy::thread);

    private FaultProxy(ServerSocket server, InetSocketAddress upstream, Function<RequestHead, Duration> delay) {
        this.server = server;
        this.upstream = upstream;
        this.delay = delay;
    }

    /**
     * Takes connections from now on.
     *
     * @param upstream an {@code http} address with a port
     * @param delay asked for each request once its head is there, by the connection's own thread
     */
    public static FaultProxy start(URI upstream, Function<RequestHead, Duration> delay) {
        try {
            ServerSocket server = new ServerSocket(0, MOST_CONNECTIONS, InetAddress.getLoopbackAddress());
            FaultProxy proxy =
                    new FaultProxy(server, new InetSocketAddress(upstream.getHost(), upstream.getPort()), delay);
            proxy.threads.execute(proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException("a proxy before " + upstream, e);
        }
    }

    /** What clients use instead of the server's own. */
    public URI endpoint() {
        return URI.create("http://" + server.getInetAddress().getHostAddress() + ":" + server.getLocalPort());
    }

    /** Breaks off what is on its way. */
    @Override
    public void close() {
        try {
            server.close();
            open.forEach(ProxiedConnection::close);
            threads.shutdownNow();
            threads.awaitTermination(END_SECONDS, TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                if (open.size() == MOST_CONNECTIONS) {
                    client.close();
                } else {
                    threads.execute(() -> serve(client));
                }
            } catch (IOException e) {
                // closed, or a client that left at once
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                Socket server = new Socket()) {
            server.connect(upstream, CONNECT_MILLIS);
            ProxiedConnection connection = new ProxiedConnection(client, server, delay);
            open.add(connection);
            try {
                threads.execute(connection::answers);
                connection.requests();
            } finally {
                open.remove(connection);
            }
        } catch (IOException e) {
            // The client sees its connection end, as it would without a proxy.
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "fault-proxy");
        thread.setDaemon(true);
        return thread;
    }
}
