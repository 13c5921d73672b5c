package io.wuerstchen.fleet.local.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FaultProxyTest {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private URI upstream;

    @BeforeEach
    void startAServerThatEchoes() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::echo);
        server.start();
        upstream = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void passesBodiesOfBothDirectionsAsTheyAre() throws Exception {
        byte[] large = new byte[300_000];
        new Random(1).nextBytes(large);
        try (FaultProxy proxy = FaultProxy.start(upstream, request -> Duration.ZERO)) {
            for (byte[] body : List.of(large, new byte[0], "small".getBytes(), large)) {
                HttpResponse<byte[]> answer = client.send(put(proxy, body), BodyHandlers.ofByteArray());

                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.body()).isEqualTo(body);
            }
        }
    }

    @Test
    void leavesTheHostThatTheClientSigned() throws Exception {
        try (FaultProxy proxy = FaultProxy.start(upstream, request -> Duration.ZERO)) {
            client.send(put(proxy, new byte[1]), BodyHandlers.discarding());

            assertThat(seen)
                    .containsExactly("PUT /some/key?x=1 " + proxy.endpoint().getAuthority());
        }
    }

    @Test
    void waitsForABodyThatTheServerMustAgreeToFirst() throws Exception {
        try (FaultProxy proxy = FaultProxy.start(upstream, request -> Duration.ZERO)) {
            HttpRequest request = HttpRequest.newBuilder(proxy.endpoint().resolve("/some/key"))
                    .expectContinue(true)
                    .PUT(BodyPublishers.ofString("body"))
                    .build();

            assertThat(client.send(request, BodyHandlers.ofString()).body()).isEqualTo("body");
        }
    }

    @Test
    void holdsBackTheRequestsThatItIsTold() throws Exception {
        Duration delay = Duration.ofMillis(300);
        try (FaultProxy proxy =
                FaultProxy.start(upstream, request -> request.method().equals("PUT") ? delay : Duration.ZERO)) {
            long start = System.nanoTime();
            client.send(put(proxy, new byte[10]), BodyHandlers.discarding());
            client.send(put(proxy, new byte[10]), BodyHandlers.discarding());

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(delay.multipliedBy(2));
        }
    }

    @Test
    void tellsWhatIsAskedFor() throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        try (FaultProxy proxy = FaultProxy.start(upstream, request -> {
            told.add(request.method() + " " + request.target() + " " + request.header("content-length"));
            return Duration.ZERO;
        })) {
            client.send(put(proxy, new byte[10]), BodyHandlers.discarding());
        }

        assertThat(told).containsExactly("PUT /some/key?x=1 Optional[10]");
    }

    @Test
    void aServerThatIsAwayEndsTheConnection() {
        server.stop(0);
        try (FaultProxy proxy = FaultProxy.start(upstream, request -> Duration.ZERO)) {
            assertThatThrownBy(() -> client.send(put(proxy, new byte[1]), BodyHandlers.discarding()))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void closingBreaksOffWhatIsHeldBack() throws Exception {
        FaultProxy proxy = FaultProxy.start(upstream, request -> Duration.ofMinutes(10));
        var answer = client.sendAsync(put(proxy, new byte[1]), BodyHandlers.discarding());

        proxy.close();

        assertThat(answer).failsWithin(Duration.ofSeconds(10));
        assertThat(seen).isEmpty();
    }

    private static HttpRequest put(FaultProxy proxy, byte[] body) {
        return HttpRequest.newBuilder(proxy.endpoint().resolve("/some/key?x=1"))
                .PUT(BodyPublishers.ofByteArray(body))
                .build();
    }

    private void echo(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            seen.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Host"));
            exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
