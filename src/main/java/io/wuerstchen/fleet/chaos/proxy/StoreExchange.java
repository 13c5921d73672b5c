package io.wuerstchen.fleet.chaos.proxy;

import io.wuerstchen.fleet.chaos.proxy.LoggedRequest.Answer;
import io.wuerstchen.fleet.chaos.proxy.LoggedRequest.Body;
import io.wuerstchen.fleet.common.artifact.Digests;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One client's connection, and its own one to the store behind. One thread. */
final class StoreExchange implements AutoCloseable {
    /** Longer than any client waits. */
    private static final int ANSWER_MILLIS = 60_000;

    private final String clientName;
    private final Socket client;
    private final InputStream fromClient;
    private final Socket store;
    private final InputStream fromStore;

    StoreExchange(String clientName, Socket client, int port) throws IOException {
        this.clientName = clientName;
        this.client = client;
        this.fromClient = new BufferedInputStream(client.getInputStream());
        this.store = Sockets.connect(port);
        this.store.setSoTimeout(ANSWER_MILLIS);
        this.fromStore = new BufferedInputStream(store.getInputStream());
    }

    String clientName() {
        return clientName;
    }

    /** {@code null} where the client is done. */
    HttpMessage next() throws IOException {
        return HttpReading.request(fromClient);
    }

    /** Whether the connection can go on; it can't where an exception comes out either. */
    boolean serve(Story story, Optional<StoreFault> met) throws IOException {
        if (met.isEmpty()) {
            return pass(story, true);
        }
        StoreFault fault = met.get();
        story.meets(fault);
        return switch (fault.kind()) {
            case DELAY -> {
                sleep(fault);
                yield pass(story, true);
            }
            case UNAVAILABLE -> refuse("ServiceUnavailable");
            case SLOW_DOWN -> refuse("SlowDown");
            case TIME_OUT -> {
                sleep(fault);
                yield false;
            }
            case CUT_REQUEST -> cutRequest(story);
            case CUT_ANSWER -> cutAnswer(story);
            case LOSE_ANSWER -> {
                pass(story, false);
                Sockets.reset(client);
                yield false;
            }
            case COME_LATE -> {
                sleep(fault);
                Sockets.reset(client);
                yield pass(story, false);
            }
        };
    }

    @Override
    public void close() {
        Sockets.close(store);
    }

    private boolean pass(Story story, boolean answering) throws IOException {
        HttpMessage answer = ask(story);
        if (!answering) {
            return false;
        }
        client.getOutputStream().write(answer.bytes());
        return !answer.closes() && !story.request.closes();
    }

    private HttpMessage ask(Story story) throws IOException {
        story.passesOn();
        store.getOutputStream().write(story.request.bytes());
        HttpMessage answer = HttpReading.answer(fromStore, story.request.method());
        story.status = answer.status();
        return answer;
    }

    private boolean refuse(String code) throws IOException {
        String body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>" + code
                + "</Code><Message>chaos</Message></Error>";
        HttpMessage answer = HttpMessage.answer(503, "Service Unavailable", body);
        client.getOutputStream().write(answer.head());
        client.getOutputStream().write(answer.body());
        return true;
    }

    private boolean cutRequest(Story story) throws IOException {
        byte[] bytes = story.request.bytes();
        story.passesOn();
        store.getOutputStream().write(bytes, 0, bytes.length / 2);
        Sockets.reset(store);
        Sockets.reset(client);
        return false;
    }

    private boolean cutAnswer(Story story) throws IOException {
        byte[] bytes = ask(story).bytes();
        client.getOutputStream().write(bytes, 0, bytes.length / 2);
        Sockets.reset(client);
        return false;
    }

    private static void sleep(StoreFault fault) {
        try {
            Thread.sleep(fault.time().toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A request from its coming to its end, for the log. */
    static final class Story {
        private static final Pattern DELETED = Pattern.compile("<Key>([^<]*)</Key>");

        private final String clientName;
        private final HttpMessage request;
        private final Instant came = Instant.now();
        private Instant passedOn = came;
        private int status = LoggedRequest.NEVER;
        private String fault = "";

        Story(String clientName, HttpMessage request) {
            this.clientName = clientName;
            this.request = request;
        }

        LoggedRequest logged() throws IOException {
            return entry(request.method(), key());
        }

        /** One for a put or a deletion, one for each name of a deletion of many, none for what changes nothing. */
        List<LoggedRequest> entries() throws IOException {
            if (request.method().equals("POST") && request.target().contains("?delete")) {
                Matcher names = DELETED.matcher(new String(request.content(), StandardCharsets.UTF_8));
                return names.results()
                        .map(name -> entry("DELETE", name.group(1)))
                        .toList();
            }
            return Stream.of(logged())
                    .filter(each -> each.isPut() || each.isDelete())
                    .toList();
        }

        private void passesOn() {
            passedOn = Instant.now();
            status = LoggedRequest.UNKNOWN;
        }

        private void meets(StoreFault met) {
            fault = met.kind().name();
        }

        private LoggedRequest entry(String method, String key) {
            return new LoggedRequest(
                    clientName, method, key, body(), new Answer(status, came, passedOn, Instant.now(), fault));
        }

        private Body body() {
            if (!request.method().equals("PUT")) {
                return Body.NONE;
            }
            byte[] content = content();
            return new Body(
                    content.length,
                    Digests.sha256(content),
                    request.header("if-none-match").isPresent(),
                    request.header("x-amz-meta-sha256").orElse(""));
        }

        private byte[] content() {
            try {
                return request.content();
            } catch (IOException e) {
                return request.body(); // not framed as its header says: what came is what is told
            }
        }

        /** Without the bucket. */
        private String key() {
            String path = request.target().split("\\?", 2)[0];
            String decoded = URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
            int slash = decoded.indexOf('/', 1);
            return slash < 0 ? "" : decoded.substring(slash + 1);
        }
    }
}
