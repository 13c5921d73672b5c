package io.wuerstchen.fleet.worker.hub;

import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;

/** What a status other than success means, in one line. */
final class HubReply {
    private static final int MOST_TEXT = 200;

    private HubReply() {}

    /** @param own whether the hub itself has answered, and not where it redirects to */
    static HubException failure(HttpResponse<?> reply, boolean own) {
        String said = reply.uri().getHost() + " says " + reply.statusCode() + text(reply);
        return switch (reply.statusCode()) {
            case 401, 403 ->
                own
                        ? HubException.lasting(place(reply.uri()) + ": " + said
                                + " (expected: a repository that is public, or a token that may read it: HF_TOKEN or"
                                + " --token-file; some ask for consent on their page first)")
                        // Addresses that are redirected to are good for a while only; the hub gives new ones.
                        : HubException.passing(place(reply.uri()) + ": " + said, null);
            case 404 ->
                HubException.lasting(place(reply.uri()) + ": " + said
                        + " (expected: a repository, revision and file that there are)");
            case 408, 425, 429 -> HubException.busy(place(reply.uri()) + ": " + said, retryAfter(reply));
            default ->
                reply.statusCode() >= 500
                        ? HubException.busy(place(reply.uri()) + ": " + said, retryAfter(reply))
                        : HubException.lasting(place(reply.uri()) + ": " + said);
        };
    }

    /** Without the query, which may hold a signature, and without a user, who may have a password. */
    static String place(URI uri) {
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        return uri.getScheme() + "://" + uri.getHost() + port + uri.getRawPath();
    }

    private static String text(HttpResponse<?> reply) {
        String code = reply.headers().firstValue("X-Error-Code").orElse("");
        String message = reply.headers().firstValue("X-Error-Message").orElse("");
        String text = (code + " " + message).replaceAll("\\p{Cntrl}", " ").strip();
        return text.isEmpty() ? "" : ", " + text.substring(0, Math.min(text.length(), MOST_TEXT));
    }

    /** In seconds, or as a date. */
    private static Duration retryAfter(HttpResponse<?> reply) {
        String value = reply.headers().firstValue("Retry-After").orElse("").strip();
        if (value.matches("\\d{1,6}")) {
            return Duration.ofSeconds(Long.parseLong(value));
        }
        try {
            Instant until = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return Duration.between(Instant.now(), until);
        } catch (DateTimeParseException e) {
            return Duration.ZERO;
        }
    }
}
