package io.wuerstchen.fleet.chaos.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;

/**
 * Passes bytes on in both directions, late where it is told so, and cuts connections where it is told so. In front of
 * Kafka, whose second listener must name this proxy's port to its clients. Safe for all threads.
 */
public final class TcpProxy implements AutoCloseable {
    private static final int CHUNK = 64 << 10;

    private final Listener listener;
    private final Lateness lateness = new Lateness();
    private volatile int upstream;

    private TcpProxy(String name) {
        listener = Listener.open(name, this::serve);
    }

    public static TcpProxy open(String name) {
        return new TcpProxy(name);
    }

    public int port() {
        return listener.port();
    }

    /** Where connections go from now on: a port of loopback. */
    public void forwardTo(int port) {
        upstream = port;
    }

    /** Resets about {@code share} (0 to 1) of the connections, one at least where there are any; returns how many. */
    public int cut(double share, SplittableRandom random) {
        List<Socket> open = List.copyOf(listener.connections());
        if (open.isEmpty()) {
            return 0;
        }
        Socket first = open.get(random.nextInt(open.size()));
        List<Socket> chosen = open.stream()
                .filter(each -> each == first || random.nextDouble() < share)
                .toList();
        chosen.forEach(Sockets::reset);
        return chosen.size();
    }

    /** Everything arrives later by {@code delay}, for {@code time}. */
    public void slow(Duration delay, Duration time) {
        lateness.slow(delay, time);
    }

    /** Nothing arrives for {@code time}; then all of it does. */
    public void stall(Duration time) {
        lateness.stall(time);
    }

    @Override
    public void close() {
        lateness.end();
        listener.close();
    }

    private void serve(Socket client) {
        try (Socket server = Sockets.connect(upstream)) {
            CountDownLatch over = new CountDownLatch(1);
            Listener.daemon("back-" + client.getPort(), () -> {
                pump(server, client);
                over.countDown();
            });
            pump(client, server);
            over.await();
        } catch (IOException e) {
            Sockets.reset(client);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Until either side ends; then neither is of use to the other. */
    private void pump(Socket from, Socket to) {
        byte[] chunk = new byte[CHUNK];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                lateness.await();
                out.write(chunk, 0, read);
            }
        } catch (IOException e) {
            // Cut, by whoever.
        } finally {
            Sockets.close(from);
            Sockets.close(to);
        }
    }
}
