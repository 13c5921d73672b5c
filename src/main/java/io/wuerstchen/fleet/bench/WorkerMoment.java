package io.wuerstchen.fleet.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * What a worker's process has done so far.
 *
 * @param nanos of a clock that only goes forward
 * @param cpu time of all its threads
 * @param machine of all processes
 */
public record WorkerMoment(long nanos, Duration cpu, MachineCpu machine, MetricsPage metrics) {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    /** Looks now. */
    public static WorkerMoment of(ProcessHandle process, URI address) throws InterruptedException {
        String page = scrape(address.resolve("/metrics"));
        return new WorkerMoment(
                System.nanoTime(),
                process.info().totalCpuDuration().orElse(Duration.ZERO),
                MachineCpu.now(),
                MetricsPage.parse(page));
    }

    private static String scrape(URI page) throws InterruptedException {
        try {
            HttpRequest request = HttpRequest.newBuilder(page).timeout(LIMIT).build();
            return HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new IllegalStateException("the worker's metrics can't be read at " + page + ": " + e, e);
        }
    }
}
