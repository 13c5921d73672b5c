package io.wuerstchen.fleet.chaos.fleet;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** Reads what workers say of themselves at {@code /metrics}. Safe for all threads. */
final class WorkerMeter {
    private static final Duration LIMIT = Duration.ofMillis(700);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(LIMIT).build();

    /** Empty where the worker does not answer: it is gone, stopped, or has more to do. */
    Optional<Reading> read(URI address) {
        HttpRequest request = HttpRequest.newBuilder(address.resolve("/metrics"))
                .timeout(LIMIT)
                .build();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == 200 ? Optional.of(reading(answer.body())) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    static Reading reading(String metrics) {
        return new Reading((int) sum(metrics, "fleet_jobs_in_hand"), sum(metrics, "fleet_micro_batch_images_sum"));
    }

    /** Over all tags. */
    private static long sum(String metrics, String name) {
        return (long) metrics.lines()
                .filter(line -> line.startsWith(name) && !Character.isLetter(line.charAt(name.length())))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /**
     * @param inHand jobs taken and not settled
     * @param drawn pictures that came off the device since the worker's start
     */
    record Reading(int inHand, long drawn) {}
}
