package io.wuerstchen.fleet.common.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.wuerstchen.fleet.common.config.StoreAddress;
import io.wuerstchen.fleet.common.resilience.GuardSettings;
import io.wuerstchen.fleet.common.storage.ObjectStore.StoreObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is said where the store can't be used; the store's contract is held by an integration test. */
@Timeout(60)
class MinioObjectStoreTest {
    private static final StoreObject OBJECT = new StoreObject("key", new byte[] {1}, "text/plain", Map.of());

    private HttpServer server;

    @AfterEach
    void stop() {
        if (server != null) {
            server.stop(0);
        }
    }

    @Test
    void nobodyAtTheEndpointIsSaidByItsName() throws IOException {
        int port = freePort();

        try (MinioObjectStore store = store(port)) {
            assertThatThrownBy(store::requireBucket)
                    .isInstanceOf(StoreException.class)
                    .hasMessageMatching("S3 at http://127.0.0.1:" + port
                            + ": .*Connection refused.* \\(expected: an S3-compatible store that answers\\)");
        }
    }

    @Test
    void aStoreThatIsAwayMayComeBack() throws IOException {
        try (MinioObjectStore store = store(freePort())) {
            assertThatThrownBy(() -> store.putIfAbsent(OBJECT))
                    .isInstanceOfSatisfying(StoreException.class, away -> assertThat(away.passing())
                            .isTrue())
                    .hasMessageStartingWith("put pictures/key: ");
            assertThatThrownBy(() -> store.stat("key")).isInstanceOf(StoreException.class);
            assertThatThrownBy(() -> store.get("key")).isInstanceOf(StoreException.class);
            assertThatThrownBy(() -> store.delete("key")).isInstanceOf(StoreException.class);
        }
    }

    @Test
    void aWrongSecretIsSaidToBeOne() throws IOException {
        answer(403, "SignatureDoesNotMatch");

        try (MinioObjectStore store = store(port())) {
            assertThatThrownBy(store::requireBucket)
                    .hasMessage("S3 at http://127.0.0.1:" + port() + ": keys refused: SignatureDoesNotMatch, no"
                            + " (expected: an access key and its secret that the store knows)");
        }
    }

    @Test
    void aBucketOfOthersIsSaidByItsName() throws IOException {
        answer(403, "AccessDenied");

        try (MinioObjectStore store = store(port())) {
            assertThatThrownBy(store::requireBucket)
                    .hasMessage("bucket pictures at http://127.0.0.1:" + port()
                            + ": AccessDenied, no (expected: a bucket that these keys may read and write)");
            assertThatThrownBy(() -> store.putIfAbsent(OBJECT))
                    .isInstanceOfSatisfying(StoreException.class, denied -> assertThat(denied.passing())
                            .isFalse());
        }
    }

    @Test
    void aBucketThatIsMissingAndMayNotBeMadeIsSaidByItsName() throws IOException {
        server = start(exchange -> {
            boolean head = exchange.getRequestMethod().equals("HEAD");
            answer(exchange, head ? 404 : 403, head ? "NoSuchBucket" : "AccessDenied");
        });

        try (MinioObjectStore store = store(port())) {
            assertThatThrownBy(store::requireBucket)
                    .hasMessage("bucket pictures at http://127.0.0.1:" + port()
                            + ": missing and can't be made: AccessDenied, no"
                            + " (expected: a bucket, or the right to make it)");
        }
    }

    @Test
    void asManyCallsAreUnderWayAtOnceAsAGuardLetsThrough() throws Exception {
        // Given a store that answers nobody before all are there
        int calls = GuardSettings.PATIENT.atOnce();
        CountDownLatch missing = new CountDownLatch(calls);
        ExecutorService threads = Executors.newCachedThreadPool();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), calls);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            missing.countDown();
            answer(exchange, allAreThere(missing) ? 204 : 400);
        });
        server.start();

        // When
        try (MinioObjectStore store = store(port())) {
            List<CompletableFuture<Void>> deletions = IntStream.range(0, calls)
                    .mapToObj(i -> CompletableFuture.runAsync(() -> store.delete("key-" + i), threads))
                    .toList();

            // Then
            assertThat(deletions).allSatisfy(deletion -> assertThat(deletion).succeedsWithin(Duration.ofSeconds(50)));
        } finally {
            threads.shutdownNow();
        }
    }

    private static boolean allAreThere(CountDownLatch missing) {
        try {
            return missing.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void answer(HttpExchange exchange, int status) throws IOException {
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    private void answer(int status, String code) throws IOException {
        server = start(exchange -> answer(exchange, status, code));
    }

    private static HttpServer start(HttpHandler handler) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", handler);
        server.start();
        return server;
    }

    private static void answer(HttpExchange exchange, int status, String code) throws IOException {
        exchange.getRequestBody().readAllBytes();
        byte[] body = ("<?xml version=\"1.0\"?><Error><Code>" + code + "</Code><Message>no</Message></Error>")
                .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/xml");
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, head ? -1 : body.length);
        if (!head) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    private int port() {
        return server.getAddress().getPort();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static MinioObjectStore store(int port) {
        return new MinioObjectStore(new StoreAddress(
                URI.create("http://127.0.0.1:" + port),
                "us-east-1",
                "pictures",
                "",
                new StoreAddress.Keys("access", "secret")));
    }
}
