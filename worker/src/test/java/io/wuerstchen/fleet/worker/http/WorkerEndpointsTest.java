package io.wuerstchen.fleet.worker.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class WorkerEndpointsTest {
    private static final String LOOPBACK = "127.0.0.1";

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private volatile Optional<String> notReady = Optional.empty();
    private final WorkerEndpoints endpoints = new WorkerEndpoints(() -> notReady, () -> "fleet_lanes 2\n");

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void saysThatItLivesAndIsReady() throws Exception {
        URI address = endpoints.listen(vertx, LOOPBACK, 0);

        assertThat(get(address.resolve("/health")).statusCode()).isEqualTo(200);
        assertThat(get(address.resolve("/ready")).statusCode()).isEqualTo(200);
    }

    @Test
    void saysWhyItIsNotReadyAndLivesOn() throws Exception {
        URI address = endpoints.listen(vertx, LOOPBACK, 0);
        notReady = Optional.of("s3 fails");

        HttpResponse<String> ready = get(address.resolve("/ready"));

        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body()).isEqualTo("s3 fails\n");
        assertThat(get(address.resolve("/health")).statusCode()).isEqualTo(200);
    }

    @Test
    void givesItsMetrics() throws Exception {
        URI address = endpoints.listen(vertx, LOOPBACK, 0);

        HttpResponse<String> metrics = get(address.resolve("/metrics"));

        assertThat(metrics.body()).isEqualTo("fleet_lanes 2\n");
        assertThat(metrics.headers().firstValue("content-type")).contains("text/plain; version=0.0.4; charset=utf-8");
    }

    @Test
    void knowsNothingElse() throws Exception {
        URI address = endpoints.listen(vertx, LOOPBACK, 0);

        assertThat(get(address.resolve("/admin")).statusCode()).isEqualTo(404);
        HttpRequest post = HttpRequest.newBuilder(address.resolve("/health"))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        assertThat(client.send(post, BodyHandlers.ofString()).statusCode()).isEqualTo(405);
    }

    @Test
    void aTakenPortIsSaidInOneLine() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();

            assertThatThrownBy(() -> endpoints.listen(vertx, LOOPBACK, port))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("port: " + port
                            + " of 127.0.0.1 is taken or not ours (expected: a free port, or 0 for any)");
        }
    }

    @Test
    void anAddressOfAnotherMachineIsNotTakenForATakenPort() {
        assertThatThrownBy(() -> endpoints.listen(vertx, "192.0.2.1", 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("bind: 192.0.2.1 (expected: an address of this machine)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::"})
    void whereItListensOnAllAddressesItSaysOneOfThem(String all) throws Exception {
        URI address = endpoints.listen(vertx, all, 0);

        assertThat(InetAddress.getByName(address.getHost()).isAnyLocalAddress()).isFalse();
        assertThat(get(address.resolve("/health")).statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> get(URI address) throws Exception {
        return client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
    }
}
