package io.wuerstchen.fleet.chaos.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.wuerstchen.fleet.chaos.proxy.StoreFault.Kind;
import io.wuerstchen.fleet.common.artifact.Digests;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against a server that keeps what is put, and never overwrites. */
@Timeout(60)
class StoreProxyTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String KEY = "batches/b/images/1.png";

    @TempDir
    Path folder;

    private final Map<String, String> kept = new ConcurrentHashMap<>();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private HttpServer server;
    private RequestLog log;
    private StoreProxy proxy;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/bucket/", this::serve);
        server.setExecutor(Executors.newCachedThreadPool());
        server.start();
        log = RequestLog.create(folder.resolve("requests.jsonl"));
        proxy = new StoreProxy(log);
        proxy.forwardTo(server.getAddress().getPort());
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        log.close();
        server.stop(0);
    }

    @Test
    void passesOnWhatComesAndLogsWhatChangesTheStore() throws Exception {
        // When
        assertThat(put("worker-1", "picture").statusCode()).isEqualTo(200);
        assertThat(put("worker-2", "other").statusCode()).isEqualTo(412);
        assertThat(get("worker-2")).isEqualTo("picture");
        assertThat(send("worker-2", HttpRequest.newBuilder().DELETE()).statusCode())
                .isEqualTo(204);

        // Then
        List<LoggedRequest> requests = logged(3);
        assertThat(requests).extracting(LoggedRequest::client).containsExactly("worker-1", "worker-2", "worker-2");
        assertThat(requests).extracting(LoggedRequest::method).containsExactly("PUT", "PUT", "DELETE");
        assertThat(requests).extracting(LoggedRequest::key).containsOnly(KEY);
        assertThat(requests).extracting(each -> each.answer().status()).containsExactly(200, 412, 204);
        assertThat(requests.get(0).body().sha256()).isEqualTo(Digests.sha256("picture".getBytes(UTF_8)));
        assertThat(requests.get(0).body().ifAbsent()).isTrue();
        assertThat(requests.get(0).body().metadataSha256()).isEqualTo("says");
    }

    @Test
    void refusesWithoutTheStoreHearingOfIt() throws Exception {
        // Given
        proxy.arm(new StoreFault(Kind.SLOW_DOWN, Duration.ZERO), LoggedRequest::isPut, 1);

        // When
        HttpResponse<String> refused = put("worker-1", "picture");

        // Then
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("<Code>SlowDown</Code>");
        assertThat(kept).isEmpty();
        assertThat(logged(1).get(0).answer().status()).isEqualTo(LoggedRequest.NEVER);
        assertThat(put("worker-1", "picture").statusCode()).isEqualTo(200);
    }

    @Test
    void losesTheAnswerToWhatTheStoreHasDone() throws Exception {
        // Given
        Armed armed = proxy.arm(new StoreFault(Kind.LOSE_ANSWER, Duration.ZERO), LoggedRequest::isPut, 1);

        // When
        assertThatThrownBy(() -> put("worker-1", "picture")).isInstanceOf(IOException.class);

        // Then
        assertThat(kept).containsEntry(KEY, "picture");
        assertThat(logged(1).get(0).answer())
                .returns(200, LoggedRequest.Answer::status)
                .returns("LOSE_ANSWER", LoggedRequest.Answer::fault);
        assertThat(armed.hits()).extracting(Armed.Hit::key).containsExactly(KEY);
    }

    @Test
    void cutsAnAnswerInTheMiddle() throws Exception {
        // Given
        put("worker-1", "picture".repeat(1000));
        proxy.arm(new StoreFault(Kind.CUT_ANSWER, Duration.ZERO), request -> !request.isPut(), 1);

        // Then
        assertThatThrownBy(() -> get("worker-1")).isInstanceOf(IOException.class);
        assertThat(get("worker-1")).hasSize(7000);
    }

    @Test
    void cutsARequestInTheMiddle() throws Exception {
        // Given
        proxy.arm(new StoreFault(Kind.CUT_REQUEST, Duration.ZERO), LoggedRequest::isPut, 1);

        // When
        assertThatThrownBy(() -> put("worker-1", "picture".repeat(1000))).isInstanceOf(IOException.class);

        // Then
        assertThat(logged(1).get(0).answer().status()).isEqualTo(LoggedRequest.UNKNOWN);
        assertThat(kept).isEmpty();
    }

    @Test
    void passesOnWhatItsSenderHasGivenUp() throws Exception {
        // Given
        proxy.arm(new StoreFault(Kind.COME_LATE, Duration.ofMillis(100)), LoggedRequest::isPut, 1);

        // When
        assertThatThrownBy(() -> put("worker-1", "picture")).isInstanceOf(IOException.class);

        // Then
        await().atMost(LIMIT).untilAsserted(() -> assertThat(kept).containsEntry(KEY, "picture"));
        LoggedRequest.Answer answer = logged(1).get(0).answer();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(Duration.between(answer.came(), answer.passedOn())).isGreaterThanOrEqualTo(Duration.ofMillis(100));
    }

    @Test
    void neverAnswersARequestThatTimesOut() throws Exception {
        // Given
        proxy.arm(new StoreFault(Kind.TIME_OUT, Duration.ofMillis(100)), LoggedRequest::isPut, 1);

        // Then
        assertThatThrownBy(() -> put("worker-1", "picture")).isInstanceOf(IOException.class);
        assertThat(kept).isEmpty();
    }

    @Test
    void takesTheFramingOfSignedChunksOffBeforeItHashes() throws Exception {
        // Given
        String framed = "3;chunk-signature=a\r\npic\r\n4;chunk-signature=b\r\nture\r\n0;chunk-signature=c\r\n\r\n";

        // When
        send("worker-1", putting(framed).header("x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"));

        // Then
        assertThat(logged(1).get(0).body())
                .returns(7L, LoggedRequest.Body::bytes)
                .returns(Digests.sha256("picture".getBytes(UTF_8)), LoggedRequest.Body::sha256);
    }

    @Test
    void aDeletionOfManyIsLoggedForEachOfThem() throws Exception {
        // When
        URI all = URI.create(proxy.endpoint("dispatcher-1") + "/bucket/?delete");
        String names = "<Delete><Object><Key>a</Key></Object><Object><Key>b</Key></Object></Delete>";
        http.send(
                HttpRequest.newBuilder(all).POST(BodyPublishers.ofString(names)).build(), BodyHandlers.ofString());

        // Then
        assertThat(logged(2)).extracting(LoggedRequest::method).containsOnly("DELETE");
        assertThat(logged(2)).extracting(LoggedRequest::key).containsExactly("a", "b");
    }

    private HttpResponse<String> put(String client, String body) throws Exception {
        return send(client, putting(body));
    }

    private static HttpRequest.Builder putting(String body) {
        return HttpRequest.newBuilder()
                .PUT(BodyPublishers.ofString(body))
                .header("If-None-Match", "*")
                .header("x-amz-meta-sha256", "says");
    }

    private String get(String client) throws Exception {
        return send(client, HttpRequest.newBuilder().GET()).body();
    }

    private HttpResponse<String> send(String client, HttpRequest.Builder request) throws Exception {
        URI object = URI.create(proxy.endpoint(client) + "/bucket/" + KEY);
        return http.send(request.uri(object).timeout(LIMIT).build(), BodyHandlers.ofString());
    }

    /** An entry is written once its answer has gone, so it may come a moment after it. */
    private List<LoggedRequest> logged(int count) throws IOException {
        await().atMost(LIMIT)
                .until(() -> RequestLog.read(folder.resolve("requests.jsonl")).size() >= count);
        return RequestLog.read(folder.resolve("requests.jsonl"));
    }

    private void serve(HttpExchange exchange) throws IOException {
        String key = exchange.getRequestURI().getPath().substring("/bucket/".length());
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        String answer = "";
        int status = 200;
        switch (exchange.getRequestMethod()) {
            case "PUT" -> status = kept.putIfAbsent(key, body) == null ? 200 : 412;
            case "DELETE" -> {
                kept.remove(key);
                status = 204;
            }
            default -> answer = kept.getOrDefault(key, "");
        }
        byte[] bytes = answer.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }
}
