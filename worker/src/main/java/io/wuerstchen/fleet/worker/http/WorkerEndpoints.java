package io.wuerstchen.fleet.worker.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.BindException;
import java.net.URI;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * {@code /health} answers 200 while the event loop turns, {@code /ready} 200 while the worker takes jobs and 503 with the
 * reason while it does not, {@code /metrics} in Prometheus' own text. Closed with its Vert.x.
 */
public final class WorkerEndpoints {
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final Supplier<Optional<String>> notReady;
    private final Supplier<String> metrics;

    /**
     * Listens nowhere yet.
     *
     * @param notReady why the worker takes no jobs; empty if it does
     */
    public WorkerEndpoints(Supplier<Optional<String>> notReady, Supplier<String> metrics) {
        this.notReady = notReady;
        this.metrics = metrics;
    }

    /**
     * Listens from now on.
     *
     * @param port 0 for any that is free
     * @return where others find it
     * @throws IllegalArgumentException if {@code bind} is no address of this machine, or the port is taken
     * @throws IllegalStateException if it can't listen there for another reason
     */
    public URI listen(Vertx vertx, String bind, int port) {
        BindAddress address = BindAddress.of(bind);
        try {
            HttpServer server = vertx.createHttpServer()
                    .requestHandler(this::answer)
                    .listen(port, bind)
                    .await();
            return address.announced(server.actualPort());
        } catch (Exception e) {
            throw cannotListen(bind, port, e);
        }
    }

    private void answer(HttpServerRequest request) {
        if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            end(request, 405, TEXT, "only GET\n");
            return;
        }
        switch (request.path()) {
            case "/health" -> end(request, 200, TEXT, "alive\n");
            case "/ready" -> ready(request);
            case "/metrics" -> end(request, 200, PROMETHEUS, metrics.get());
            default -> end(request, 404, TEXT, "/health, /ready or /metrics\n");
        }
    }

    private void ready(HttpServerRequest request) {
        Optional<String> reason = notReady.get();
        end(request, reason.isEmpty() ? 200 : 503, TEXT, reason.orElse("ready") + "\n");
    }

    private static void end(HttpServerRequest request, int status, String type, String body) {
        request.response().setStatusCode(status).putHeader("content-type", type).end(body);
    }

    private static RuntimeException cannotListen(String bind, int port, Exception cause) {
        if (cause instanceof BindException) {
            return new IllegalArgumentException(
                    "port: " + port + " of " + bind + " is taken or not ours (expected: a free port, or 0 for any)",
                    cause);
        }
        return new IllegalStateException("can't listen on " + bind + ":" + port + ": " + cause.getMessage(), cause);
    }
}
