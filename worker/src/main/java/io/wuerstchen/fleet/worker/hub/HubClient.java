package io.wuerstchen.fleet.worker.hub;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Requests to a hub, one attempt each. Follows redirects by itself, and keeps the token from them. Safe for all threads. */
final class HubClient {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration CONNECT = Duration.ofSeconds(30);
    private static final Duration REPLY = Duration.ofSeconds(60);
    private static final int MOST_REDIRECTS = 5;
    /** A listing of a thousand files takes a fiftieth of it. */
    private static final int MOST_JSON = 16 << 20;

    private static final int BUFFER = 1 << 16;

    private final HttpClient http;
    private final HubAddress address;
    private final ProxySelector proxies;
    /** Whether anything has answered so far. */
    private volatile boolean reached;

    HubClient(HubAddress address, ProxySelector proxies) {
        this.address = address;
        this.proxies = proxies;
        http = HttpClient.newBuilder()
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(proxies)
                .build();
    }

    /** A reply with its body still to be read. */
    record Reply(HttpResponse<InputStream> response, HttpResponse<InputStream> first) implements AutoCloseable {
        /** A header of the hub's own reply. */
        String ofHub(String header) {
            return first.headers().firstValue(header).orElse("");
        }

        @Override
        public void close() throws IOException {
            response.body().close();
        }
    }

    /** A page of JSON, and where the next one is, or null. */
    record Page(JsonNode json, URI next) {}

    Page page(URI uri, Connections connections) {
        try (Reply reply = follow(uri, 0);
                Connections.Watch watch = connections.watch(reply.response().body())) {
            require(reply, 200);
            byte[] body = all(uri, reply.response().body(), watch);
            String link = reply.response().headers().firstValue("Link").orElse("");
            return new Page(JSON.readTree(body), next(uri, link));
        } catch (JsonProcessingException e) {
            throw HubException.lasting(HubReply.place(uri) + ": no JSON (expected: what a hub answers)");
        } catch (IOException e) {
            throw cut(uri, e);
        }
    }

    private static byte[] all(URI uri, InputStream body, Connections.Watch watch) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] buffer = new byte[BUFFER];
        for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
            watch.heard();
            if (all.size() + count > MOST_JSON) {
                throw HubException.lasting(
                        HubReply.place(uri) + ": more than " + MOST_JSON + " bytes (expected: what a hub answers)");
            }
            all.write(buffer, 0, count);
        }
        return all.toByteArray();
    }

    /**
     * A file, or the rest of it.
     *
     * @param from first byte that is wanted
     * @return with status 200, which is the whole file, 206, or 416
     */
    Reply file(URI uri, long from) {
        Reply reply = follow(uri, from);
        int status = reply.response().statusCode();
        if (status != 200 && status != 206 && status != 416) {
            throw failure(reply);
        }
        return reply;
    }

    static HubException cut(URI uri, IOException cause) {
        return HubException.passing(
                HubReply.place(uri) + ": cannot be read: " + cause.getClass().getSimpleName()
                        + (cause.getMessage() == null ? "" : ", " + cause.getMessage()),
                cause);
    }

    private Reply follow(URI uri, long from) {
        HttpResponse<InputStream> first = send(request(uri, from));
        HttpResponse<InputStream> last = first;
        for (int i = 0; isRedirect(last); i++) {
            URI next = location(last);
            if (i == MOST_REDIRECTS) {
                throw HubException.lasting(HubReply.place(uri) + ": more than " + MOST_REDIRECTS + " redirects");
            }
            closeQuietly(last);
            // What is hidden behind a redirect of the hub to itself (a moved repository) has the hub's own headers.
            boolean stays = address.owns(next) && last == first;
            last = send(request(next, from));
            first = stays ? last : first;
        }
        return new Reply(last, first);
    }

    private HttpRequest request(URI uri, long from) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).timeout(REPLY).header("User-Agent", "wuerstchen-fleet");
        if (address.owns(uri)) {
            address.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
        }
        if (from > 0) {
            // Without If-Range: a commit's file does not change, and a mirror has it under a tag of its own.
            request.header("Range", "bytes=" + from + "-");
        }
        return request.build();
    }

    private HttpResponse<InputStream> send(HttpRequest request) {
        try {
            HttpResponse<InputStream> response = http.send(request, BodyHandlers.ofInputStream());
            reached = true;
            return response;
        } catch (IOException e) {
            throw failure(request.uri(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw HubException.lasting(HubReply.place(request.uri()) + ": interrupted");
        }
    }

    private HubException failure(URI uri, IOException cause) {
        if (NoWay.isDistrust(cause)) {
            return HubException.lasting(NoWay.distrust(uri, proxies, cause));
        }
        if (!NoWay.isIn(cause)) {
            return cut(uri, cause);
        }
        String words = NoWay.words(uri, proxies, cause);
        return reached ? HubException.passing(words, cause) : HubException.unreached(words, cause);
    }

    private static boolean isRedirect(HttpResponse<?> response) {
        return switch (response.statusCode()) {
            case 301, 302, 303, 307, 308 -> true;
            default -> false;
        };
    }

    private static URI location(HttpResponse<?> response) {
        String location = response.headers().firstValue("Location").orElse("");
        try {
            URI next = response.uri().resolve(location);
            if (location.isEmpty() || next.getHost() == null || downgrades(response.uri(), next)) {
                throw HubException.lasting(HubReply.place(response.uri()) + ": a redirect to nowhere");
            }
            return next;
        } catch (IllegalArgumentException e) {
            throw HubException.lasting(HubReply.place(response.uri()) + ": a redirect to nowhere");
        }
    }

    private static boolean downgrades(URI from, URI to) {
        return from.getScheme().equals("https") && !"https".equals(to.getScheme());
    }

    private URI next(URI page, String link) {
        String target =
                link.matches("\\s*<[^>]+>\\s*;.*rel=\"?next\"?.*") ? link.replaceAll(".*?<([^>]+)>.*", "$1") : "";
        if (target.isEmpty()) {
            return null;
        }
        URI next = page.resolve(target);
        if (!address.owns(next)) {
            throw HubException.lasting(HubReply.place(page) + ": its next page is elsewhere (expected: the same hub)");
        }
        return next;
    }

    private void require(Reply reply, int status) {
        if (reply.response().statusCode() != status) {
            throw failure(reply);
        }
    }

    private HubException failure(Reply reply) {
        closeQuietly(reply.response());
        return HubReply.failure(reply.response(), address.owns(reply.response().uri()));
    }

    private static void closeQuietly(HttpResponse<InputStream> response) {
        try {
            response.body().close();
        } catch (IOException e) {
            // Nothing of it is wanted.
            return;
        }
    }
}
