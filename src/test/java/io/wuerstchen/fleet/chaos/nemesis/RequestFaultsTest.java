package io.wuerstchen.fleet.chaos.nemesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.wuerstchen.fleet.chaos.plan.FaultKind;
import io.wuerstchen.fleet.chaos.plan.PlannedFault;
import io.wuerstchen.fleet.chaos.proxy.RequestLog;
import io.wuerstchen.fleet.chaos.proxy.StoreProxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Puts that a proxy answers with 503, in front of a server that does whatever it is asked. */
@Timeout(60)
class RequestFaultsTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String PICTURE = "batches/b/images/00000/000000000-0.png";
    private static final String LEASE = "batches/b/owner/0000000001";
    private static final String SNAPSHOT = "batches/b/snapshots/0000000001-0000000000";
    private static final int A_WORKERS = 1;
    private static final int A_DISPATCHERS = 0;
    /** Two of a dispatcher's, but no lease. */
    private static final int SPARING_LEASES = 20;

    @TempDir
    Path folder;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final AtomicReference<FiredFault> fired = new AtomicReference<>();
    private final AtomicBoolean work = new AtomicBoolean();
    /** What happens as soon as work was seen. */
    private final AtomicReference<Runnable> asked = new AtomicReference<>(() -> {});

    private HttpServer server;
    private RequestLog log;
    private StoreProxy proxy;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
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
    void aPutOfAWorkersIsWorkInHand() {
        fire(A_WORKERS);

        awaitRefusal("worker-1", PICTURE);

        assertFired(PICTURE, true);
    }

    @Test
    void aDispatchersRequestIsBrokenOnceThereIsWorkInHand() throws Exception {
        // Given
        fire(A_DISPATCHERS);
        assertThat(put("dispatcher-1", LEASE)).isEqualTo(200);

        // When
        work.set(true);

        // Then
        awaitRefusal("dispatcher-1", LEASE);
        assertFired(LEASE, true);
    }

    @Test
    void aDispatchersRequestDoesNotCountWhereTheWorkWasDoneBeforeItCame() {
        // Given
        fire(A_DISPATCHERS);

        // When
        asked.set(() -> work.set(false));
        work.set(true);

        // Then
        awaitRefusal("dispatcher-1", LEASE);
        assertFired(LEASE, false);
    }

    @Test
    void whatADispatcherRecordsIsWorkThoughNoWorkerHasAnyLeft() {
        // Given
        fire(SPARING_LEASES);

        // When
        asked.set(() -> work.set(false));
        work.set(true);

        // Then
        awaitRefusal("dispatcher-1", SNAPSHOT);
        assertFired(SNAPSHOT, true);
    }

    @Test
    void halfOfTheFaultsOfDispatchersLeaveTheirLeasesAloneForAWhile() throws Exception {
        // Given
        work.set(true);
        fire(SPARING_LEASES);
        awaitRefusal("dispatcher-1", SNAPSHOT);

        // When
        int renewal = put("dispatcher-1", LEASE);

        // Then one more is to be broken, but not this one
        assertThat(renewal).isEqualTo(200);
        assertThat(put("dispatcher-1", SNAPSHOT)).isEqualTo(503);
        assertFired(SNAPSHOT, true);
    }

    private void fire(int roll) {
        PlannedFault fault = new PlannedFault(1, FaultKind.REFUSE_REQUEST, Duration.ZERO, Duration.ZERO, roll);
        var unused = CompletableFuture.runAsync(() -> {
            try {
                new RequestFaults(proxy, this::anyWork).fire(fault, fired::set);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private boolean anyWork() {
        boolean now = work.get();
        if (now) {
            asked.get().run();
        }
        return now;
    }

    /** The fault may be armed a moment later. */
    private void awaitRefusal(String client, String key) {
        await().atMost(LIMIT).until(() -> put(client, key) == 503);
    }

    private void assertFired(String target, boolean inHand) {
        await().atMost(LIMIT).untilAsserted(() -> assertThat(fired.get()).isNotNull());
        assertThat(fired.get()).returns(target, FiredFault::target).returns(inHand, FiredFault::inHand);
    }

    private int put(String client, String key) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(proxy.endpoint(client) + "/bucket/" + key))
                .PUT(BodyPublishers.ofString("bytes"))
                .timeout(LIMIT)
                .build();
        return http.send(request, BodyHandlers.discarding()).statusCode();
    }
}
