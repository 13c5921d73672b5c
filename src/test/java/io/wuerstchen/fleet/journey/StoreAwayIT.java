package io.wuerstchen.fleet.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wuerstchen.fleet.common.config.StoreAddress;
import io.wuerstchen.fleet.dispatcher.status.BatchReport;
import io.wuerstchen.fleet.testing.CutWire;
import io.wuerstchen.fleet.testing.Infra;
import io.wuerstchen.fleet.testing.JobTopics;
import io.wuerstchen.fleet.testing.WithInfra;
import io.wuerstchen.fleet.worker.Worker;
import io.wuerstchen.fleet.worker.WorkerOptions.Work;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A store that a worker loses for a while, in the middle of a batch. */
@Timeout(300)
@WithInfra
@Tag("once")
class StoreAwayIT {
    private static final String OPEN = "resilience4j_circuitbreaker_state{name=\"s3\",state=\"open\"} 1.0";
    private static final int ROWS = 80;
    private static final int LANES = 2;
    private static final int MICRO_BATCH = 2;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void theWorkerTakesNothingMeanwhileSaysWhyAndCommitsEverythingAfterwards(Infra infra) throws Exception {
        try (JobTopics topics = new JobTopics(infra, SimulatedFleet.MODEL);
                CutWire wire = new CutWire(infra.store().endpoint());
                SimulatedFleet fleet = new SimulatedFleet(infra, "simulated:50ms", by(wire, infra.store()))) {
            // Given
            Worker worker = fleet.startWorker("worker", new Work(LANES, MICRO_BATCH, SimulatedFleet.GRACE));
            URI address = worker.card().address();
            CompletableFuture<BatchReport> batch =
                    CompletableFuture.supplyAsync(() -> fleet.run("away", "a cat\n".repeat(ROWS)));
            topics.awaitResults("away", 10);

            // When
            wire.cut();

            // Then the breaker opens, and whoever asks learns why
            var refusal = await().atMost(LIMIT).until(() -> get(address, "/ready"), ready -> ready.statusCode() == 503);
            assertThat(refusal.body()).isEqualTo("s3 fails, and is left alone for a while\n");
            await().atMost(LIMIT).until(() -> get(address, "/metrics").body().contains(OPEN));
            // And the store is left alone: no more is taken than lanes hold, and little is tried
            int before = topics.results("away").size();
            int triedBefore = wire.callsInVain();
            await().during(Duration.ofSeconds(2))
                    .atMost(LIMIT)
                    .until(() -> topics.results("away").size() == before);
            assertThat(wire.callsInVain() - triedBefore).isLessThan(20);
            assertThat(gauge(address, "fleet_jobs_in_hand")).isBetween(1.0, (double) LANES * MICRO_BATCH);

            // And once it is back, work goes on by itself
            wire.mend();
            BatchReport report = batch.get(2 * LIMIT.toSeconds(), TimeUnit.SECONDS);
            assertThat(report.totals().tally().committed()).isEqualTo(ROWS);
            assertThat(topics.results("away")).hasSize(ROWS);
            await().atMost(LIMIT).until(() -> get(address, "/ready").statusCode() == 200);
        }
    }

    private static StoreAddress by(CutWire wire, StoreAddress store) {
        return new StoreAddress(wire.address(), store.region(), store.bucket(), store.prefix(), store.keys());
    }

    private double gauge(URI worker, String name) throws IOException, InterruptedException {
        return get(worker, "/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    private HttpResponse<String> get(URI worker, String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(worker.resolve(path)).build(), BodyHandlers.ofString());
    }
}
