package io.wuerstchen.fleet.common.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.wuerstchen.fleet.common.config.StoreAddress;
import io.wuerstchen.fleet.common.resilience.Guards;
import io.wuerstchen.fleet.common.storage.ObjectStore.StoreObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a store that lacks conditional puts is used like, by what it says over HTTP. */
@Timeout(60)
class OpenStoreTest {
    private static final StoreObject OBJECT = new StoreObject("key", new byte[] {1}, "text/plain", Map.of());

    private final Map<String, Integer> objects = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;
    private Refusal refusal = new Refusal(200, "");
    private boolean refusesAll;
    /** The method of which the next request is refused, and no other. */
    private volatile String busyFor;

    private volatile int busyStatus;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    @ParameterizedTest
    @CsvSource({"501, NotImplemented", "501, ''", "400, InvalidArgument", "400, ''"})
    void aStoreThatRefusesConditionsIsLookedAtFirstAndSaysSo(int status, String code) {
        // Given
        refusal = new Refusal(status, code);

        // When
        OpenStore opened = OpenStore.open(address(), new Guards());

        // Then
        try (ObjectStore store = opened.store()) {
            assertThat(opened.caveat())
                    .hasValue("the store refuses conditional puts: it is looked at before each put, and of two that put"
                            + " one object at the same time the later one's stays");
            assertThat(objects).isEmpty();
            assertThat(store.putIfAbsent(OBJECT)).isTrue();
            assertThat(store.putIfAbsent(OBJECT)).isFalse();
            assertThat(objects).containsEntry("/pictures/key", 1);
        }
    }

    @Test
    void aStoreThatIgnoresConditionsIsLookedAtFirstAndSaysSo() {
        // When
        OpenStore opened = OpenStore.open(address(), new Guards());

        // Then
        try (ObjectStore store = opened.store()) {
            assertThat(opened.caveat()).hasValueSatisfying(line -> assertThat(line)
                    .startsWith("the store takes conditional puts for plain ones: it is looked"));
            assertThat(store.putIfAbsent(OBJECT)).isTrue();
            assertThat(store.putIfAbsent(OBJECT)).isFalse();
            assertThat(objects).containsEntry("/pictures/key", 1);
        }
    }

    @Test
    void aStoreThatTakesNothingIsRefused() {
        refusal = new Refusal(501, "NotImplemented");
        refusesAll = true;

        assertThatThrownBy(() -> OpenStore.open(address(), new Guards()))
                .isInstanceOf(StoreException.class)
                .hasMessageMatching("put pictures/probes/.*: NotImplemented, no");
    }

    @ParameterizedTest
    @CsvSource({"HEAD, 503", "PUT, 503", "PUT, 500", "DELETE, 503"})
    void aStoreThatIsBusyAtFirstIsAskedAgain(String method, int status) {
        // Given
        busyFor = method;
        busyStatus = status;

        // When
        OpenStore opened = OpenStore.open(address(), new Guards());

        // Then
        try (ObjectStore store = opened.store()) {
            assertThat(busyFor).isNull();
            assertThat(store.putIfAbsent(OBJECT)).isTrue();
        }
    }

    private synchronized boolean isBusy(HttpExchange exchange) {
        boolean busy = exchange.getRequestMethod().equals(busyFor);
        if (busy) {
            busyFor = null;
        }
        return busy;
    }

    private void answer(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        if (isBusy(exchange)) {
            end(exchange, busyStatus);
            return;
        }
        String path = exchange.getRequestURI().getPath();
        boolean conditional = exchange.getRequestHeaders().containsKey("If-None-Match");
        switch (exchange.getRequestMethod()) {
            case "PUT" -> {
                if (refusal.status() != 200 && (conditional || refusesAll)) {
                    refuse(exchange);
                } else {
                    objects.merge(path, 1, Integer::sum);
                    end(exchange, 200);
                }
            }
            case "HEAD" -> end(exchange, path.equals("/pictures") || objects.containsKey(path) ? 200 : 404);
            case "DELETE" -> {
                objects.remove(path);
                end(exchange, 204);
            }
            default -> end(exchange, 405);
        }
    }

    private void refuse(HttpExchange exchange) throws IOException {
        if (refusal.code().isEmpty()) {
            end(exchange, refusal.status());
            return;
        }
        byte[] body = ("<Error><Code>" + refusal.code() + "</Code><Message>no</Message></Error>")
                .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/xml");
        exchange.sendResponseHeaders(refusal.status(), body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static void end(HttpExchange exchange, int status) throws IOException {
        exchange.getResponseHeaders().add("ETag", "\"0\"");
        exchange.getResponseHeaders().add("Last-Modified", "Wed, 12 Oct 2022 17:50:00 GMT");
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    private StoreAddress address() {
        URI endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        return new StoreAddress(endpoint, "us-east-1", "pictures", "", new StoreAddress.Keys("access", "secret"));
    }

    /** @param code in the body; empty: there is none */
    private record Refusal(int status, String code) {}
}
