package io.wuerstchen.fleet.chaos.proxy;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/**
 * In front of an S3 server: an endpoint for each client, so that the log tells them apart; requests are passed on as they
 * came, as their signatures ask, unless a fault is armed for them. Safe for all threads.
 */
public final class StoreProxy implements AutoCloseable {
    private final RequestLog log;
    private final Map<String, Listener> endpoints = new ConcurrentHashMap<>();
    private final List<Armed> armed = new CopyOnWriteArrayList<>();
    private final Lateness lateness = new Lateness();
    private volatile int upstream;

    public StoreProxy(RequestLog log) {
        this.log = log;
    }

    /** Where requests go from now on: a port of loopback. */
    public void forwardTo(int port) {
        upstream = port;
    }

    /** The endpoint by which {@code client} goes; the same at every call. */
    public URI endpoint(String client) {
        Listener listener =
                endpoints.computeIfAbsent(client, name -> Listener.open("s3-" + name, socket -> serve(name, socket)));
        return URI.create("http://127.0.0.1:" + listener.port());
    }

    /** Breaks the next requests of those that {@code victims} names. */
    public Armed arm(StoreFault fault, Predicate<LoggedRequest> victims, int requests) {
        Armed next = new Armed(fault, victims, requests);
        armed.removeIf(Armed::isSpent);
        armed.add(next);
        return next;
    }

    /** Everything is passed on later by {@code delay}, for {@code time}. */
    public void slow(Duration delay, Duration time) {
        lateness.slow(delay, time);
    }

    @Override
    public void close() {
        lateness.end();
        endpoints.values().forEach(Listener::close);
    }

    private void serve(String client, Socket socket) {
        try (StoreExchange exchange = new StoreExchange(client, socket, upstream)) {
            HttpMessage request = exchange.next();
            while (request != null && serve(exchange, request)) {
                request = exchange.next();
            }
        } catch (IOException e) {
            Sockets.reset(socket);
        }
    }

    /** Whether the connection can go on. */
    private boolean serve(StoreExchange exchange, HttpMessage request) throws IOException {
        StoreExchange.Story story = new StoreExchange.Story(exchange.clientName(), request);
        try {
            lateness.await();
            return exchange.serve(story, strike(story.logged()));
        } finally {
            story.entries().forEach(log::add);
        }
    }

    private Optional<StoreFault> strike(LoggedRequest request) {
        return armed.stream().flatMap(each -> each.strike(request).stream()).findFirst();
    }
}
