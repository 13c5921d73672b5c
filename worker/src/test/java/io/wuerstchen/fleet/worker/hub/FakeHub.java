package io.wuerstchen.fleet.worker.hub;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Behaves like the Hugging Face hub: an API, small files from the hub itself, large ones behind a redirect to another server. */
public final class FakeHub implements AutoCloseable {
    /** Files of a page of the listing; the hub's own pages have a thousand. */
    private static final int PAGE = 7;

    private final HttpServer hub;
    private final HttpServer content;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Repository> repositories = new ConcurrentHashMap<>();
    private final Map<String, Deque<Fault>> faults = new ConcurrentHashMap<>();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    public FakeHub() {
        hub = server(this::answer);
        content = server(this::deliver);
    }

    /** What goes wrong with one request for a file. */
    record Fault(Kind kind, int number) {
        enum Kind {
            /** The connection ends after so many bytes. */
            CUT,
            /** The hub answers with this status. */
            STATUS,
            /** The server that was redirected to answers with this status. */
            CONTENT_STATUS,
            /** One bit is another. */
            WRONG,
            /** The whole file comes, whatever was asked for. */
            WHOLE,
            /** So does it, and the connection ends after so many bytes. */
            WHOLE_CUT,
            /** So many bytes come of what was asked for, and the reply says so. */
            SLICE,
            /** Another part comes than was asked for. */
            OTHER_PART,
            /** Blanks come before what the hub says, and no end. */
            ENDLESS,
            /** Nothing more comes after so many bytes, and the connection stays. */
            SILENT
        }
    }

    /** A request that has come. */
    record Seen(boolean hub, String path, Map<String, String> headers, long nanos) {
        Optional<String> header(String name) {
            return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
        }
    }

    /** Files as they will be committed, and as they were. */
    private static final class Repository {
        private final Map<String, byte[]> files = new TreeMap<>();
        private final Map<String, Map<String, byte[]>> commits = new ConcurrentHashMap<>();
        private volatile String main;

        /** @return null if there is none */
        private String commit(String revision) {
            String commit = revision.equals("main") ? main : revision;
            return commit != null && commits.containsKey(commit) ? commit : null;
        }
    }

    public String url() {
        return "http://127.0.0.1:" + hub.getAddress().getPort();
    }

    int port() {
        return hub.getAddress().getPort();
    }

    /** For the next commit. Files ending in safetensors and bin are large ones. */
    public void put(String repository, String path, byte[] bytes) {
        repositories.computeIfAbsent(repository, name -> new Repository()).files.put(path, bytes);
    }

    void remove(String repository, String path) {
        repositories.get(repository).files.remove(path);
    }

    /** Makes main a commit of all files as they are now. */
    public void commit(String repository, String commit) {
        Repository changed = repositories.get(repository);
        changed.commits.put(commit, new TreeMap<>(changed.files));
        changed.main = commit;
    }

    byte[] file(String repository, String path) {
        return repositories.get(repository).files.get(path);
    }

    /** For the next requests of this path, one after the other. */
    void fail(String path, Fault... next) {
        faults.computeIfAbsent(path, key -> new ArrayDeque<>()).addAll(List.of(next));
    }

    List<Seen> seen() {
        return List.copyOf(seen);
    }

    /** Requests to the server that has the contents of large files. */
    List<Seen> deliveries(String path) {
        return seen.stream()
                .filter(request -> !request.hub() && request.path().endsWith(path))
                .toList();
    }

    void forgetRequests() {
        seen.clear();
    }

    @Override
    public void close() {
        closed.countDown();
        hub.stop(0);
        content.stop(0);
        threads.shutdownNow();
    }

    private HttpServer server(HttpHandler handler) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", exchange -> {
                try (exchange) {
                    handler.handle(exchange);
                }
            });
            server.setExecutor(threads);
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        see(exchange, true);
        String path = exchange.getRequestURI().getPath();
        Optional<Fault> fault = next(path, Fault.Kind.STATUS);
        if (fault.isPresent()) {
            exchange.getResponseHeaders().set("Retry-After", "0");
            exchange.getResponseHeaders().set("X-Error-Message", "as planned");
            exchange.sendResponseHeaders(fault.get().number(), -1);
            return;
        }
        for (Map.Entry<String, Repository> entry : repositories.entrySet()) {
            Matcher asked = Pattern.compile("(?:/api/models/\\Q" + entry.getKey() + "\\E/(revision|tree)|/\\Q"
                            + entry.getKey() + "\\E/(resolve))/([^/]+)(?:/(.+))?")
                    .matcher(path);
            if (asked.matches()) {
                String commit = entry.getValue().commit(asked.group(3));
                if (commit == null) {
                    refuse(exchange, "RevisionNotFound");
                } else if (asked.group(2) != null) {
                    resolve(exchange, entry.getKey(), commit, asked.group(4));
                } else if (asked.group(1).equals("tree")) {
                    tree(exchange, entry.getValue().commits.get(commit));
                } else {
                    send(exchange, "{\"sha\": \"" + commit + "\", \"cardData\": {\"license\": \"mit\"}}");
                }
                return;
            }
        }
        refuse(exchange, "RepoNotFound");
    }

    private static void refuse(HttpExchange exchange, String code) throws IOException {
        exchange.getResponseHeaders().set("X-Error-Code", code);
        exchange.sendResponseHeaders(404, -1);
    }

    private void tree(HttpExchange exchange, Map<String, byte[]> files) throws IOException {
        List<String> paths = List.copyOf(files.keySet());
        String query = exchange.getRequestURI().getQuery();
        int from = query.contains("cursor=") ? Integer.parseInt(query.replaceAll(".*cursor=", "")) : 0;
        int to = Math.min(from + PAGE, paths.size());
        StringBuilder json =
                new StringBuilder("[{\"type\": \"directory\", \"oid\": \"x\", \"size\": 0, \"path\": \"p\"}");
        for (String path : paths.subList(from, to)) {
            json.append(", ").append(entry(path, files.get(path)));
        }
        if (to < paths.size()) {
            exchange.getResponseHeaders()
                    .set(
                            "Link",
                            "<http://" + exchange.getRequestHeaders().getFirst("Host")
                                    + exchange.getRequestURI().getPath() + "?recursive=true&cursor=" + to
                                    + ">; rel=\"next\"");
        }
        send(exchange, json.append("]").toString());
    }

    private static String entry(String path, byte[] bytes) {
        String large = isLarge(path)
                ? ", \"lfs\": {\"oid\": \"" + sha256(bytes) + "\", \"size\": " + bytes.length
                        + ", \"pointerSize\": 135}"
                : "";
        return "{\"type\": \"file\", \"oid\": \"" + gitSha1(bytes) + "\", \"size\": " + bytes.length + ", \"path\": \""
                + path + "\"" + large + "}";
    }

    private void resolve(HttpExchange exchange, String name, String commit, String path) throws IOException {
        byte[] bytes = repositories.get(name).commits.get(commit).get(path);
        exchange.getResponseHeaders().set("X-Repo-Commit", commit);
        if (bytes == null) {
            refuse(exchange, "EntryNotFound");
            return;
        }
        if (!isLarge(path)) {
            exchange.getResponseHeaders().set("ETag", "\"" + gitSha1(bytes) + "\"");
            deliver(exchange, bytes);
            return;
        }
        exchange.getResponseHeaders().set("X-Linked-Etag", "\"" + sha256(bytes) + "\"");
        exchange.getResponseHeaders().set("X-Linked-Size", Integer.toString(bytes.length));
        String where =
                "http://127.0.0.1:" + content.getAddress().getPort() + "/" + name + "/" + path + "?signature=" + commit;
        exchange.getResponseHeaders().set("Location", where);
        exchange.sendResponseHeaders(302, -1);
    }

    private void deliver(HttpExchange exchange) throws IOException {
        see(exchange, false);
        String path = exchange.getRequestURI().getPath();
        String commit = exchange.getRequestURI().getQuery().replaceAll("signature=", "");
        for (Map.Entry<String, Repository> entry : repositories.entrySet()) {
            if (path.startsWith("/" + entry.getKey() + "/")) {
                deliver(
                        exchange,
                        entry.getValue()
                                .commits
                                .get(commit)
                                .get(path.substring(entry.getKey().length() + 2)));
            }
        }
    }

    private void deliver(HttpExchange exchange, byte[] whole) throws IOException {
        String path = exchange.getRequestURI().getPath().replaceFirst(".*/resolve/[^/]+", "");
        Fault fault = next(path, Fault.Kind.values()).orElse(new Fault(Fault.Kind.CUT, Integer.MAX_VALUE));
        if (fault.kind() == Fault.Kind.CONTENT_STATUS) {
            exchange.sendResponseHeaders(fault.number(), -1);
            return;
        }
        byte[] bytes = whole.clone();
        if (fault.kind() == Fault.Kind.WRONG) {
            bytes[bytes.length / 2] ^= 1;
        }
        send(exchange, bytes, fault);
        if (fault.kind() == Fault.Kind.SILENT) {
            awaitClose();
        }
    }

    private static void send(HttpExchange exchange, byte[] bytes, Fault fault) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        boolean all = range == null || fault.kind() == Fault.Kind.WHOLE || fault.kind() == Fault.Kind.WHOLE_CUT;
        int from = all ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
        int limited = (int) Math.min((long) from + fault.number(), bytes.length);
        int end = !all && fault.kind() == Fault.Kind.SLICE ? limited : bytes.length;
        if (!all) {
            int claimed = fault.kind() == Fault.Kind.OTHER_PART ? from + 1 : from;
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes " + claimed + "-" + (end - 1) + "/" + bytes.length);
        }
        exchange.sendResponseHeaders(all ? 200 : 206, end - from == 0 ? -1 : end - from);
        boolean stops =
                List.of(Fault.Kind.CUT, Fault.Kind.WHOLE_CUT, Fault.Kind.SILENT).contains(fault.kind());
        exchange.getResponseBody().write(Arrays.copyOfRange(bytes, from, stops ? limited : end));
        exchange.getResponseBody().flush();
    }

    private void awaitClose() {
        try {
            closed.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized Optional<Fault> next(String path, Fault.Kind... kinds) {
        for (Map.Entry<String, Deque<Fault>> entry : faults.entrySet()) {
            if (path.endsWith(entry.getKey())
                    && !entry.getValue().isEmpty()
                    && List.of(kinds).contains(entry.getValue().peek().kind())) {
                return Optional.of(entry.getValue().poll());
            }
        }
        return Optional.empty();
    }

    private void see(HttpExchange exchange, boolean atHub) {
        Map<String, String> headers = new TreeMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
        seen.add(new Seen(atHub, exchange.getRequestURI().getPath(), headers, System.nanoTime()));
    }

    private static boolean isLarge(String path) {
        return path.endsWith(".safetensors") || path.endsWith(".bin");
    }

    private void send(HttpExchange exchange, String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        if (next(exchange.getRequestURI().getPath(), Fault.Kind.ENDLESS).isPresent()) {
            sendBlanks(exchange);
        }
        Optional<Fault> silent = next(exchange.getRequestURI().getPath(), Fault.Kind.SILENT);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes, 0, silent.map(Fault::number).orElse(bytes.length));
        if (silent.isPresent()) {
            exchange.getResponseBody().flush();
            awaitClose();
        }
    }

    private void sendBlanks(HttpExchange exchange) throws IOException {
        byte[] blanks = " ".repeat(1 << 16).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, 0);
        while (closed.getCount() > 0) {
            exchange.getResponseBody().write(blanks);
        }
    }

    static String sha256(byte[] bytes) {
        return digest("SHA-256", bytes);
    }

    private static String gitSha1(byte[] bytes) {
        byte[] header = ("blob " + bytes.length + "\0").getBytes(StandardCharsets.US_ASCII);
        byte[] both = Arrays.copyOf(header, header.length + bytes.length);
        System.arraycopy(bytes, 0, both, header.length, bytes.length);
        return digest("SHA-1", both);
    }

    private static String digest(String algorithm, byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
