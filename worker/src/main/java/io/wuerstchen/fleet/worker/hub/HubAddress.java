package io.wuerstchen.fleet.worker.hub;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where a hub is, and how it knows us.
 *
 * @param endpoint without a slash at the end
 * @param token goes to the endpoint alone, never to where it redirects
 */
public record HubAddress(URI endpoint, Optional<String> token) {
    public static final String HUGGING_FACE = "https://huggingface.co";
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    /** @throws IllegalArgumentException if it is no address, holds a secret, or a token would go over an open line */
    public static HubAddress of(String endpoint, Optional<String> token) {
        if (endpoint.matches(".*[@?#].*")) {
            // What stands there may be a password, so it is not repeated.
            throw new IllegalArgumentException("hub: an address with a user, query or fragment (expected: https://HOST,"
                    + " with a port and a path if need be; a token goes to HF_TOKEN or --token-file)");
        }
        URI uri = parse(endpoint);
        if (token.isPresent() && isOpen(uri) && !LOOPBACK.contains(uri.getHost())) {
            throw new IllegalArgumentException(
                    "hub: " + endpoint + " (expected: https, where there is a token, which others could read)");
        }
        return new HubAddress(uri, token.map(String::strip).filter(text -> !text.isEmpty()));
    }

    private static URI parse(String endpoint) {
        try {
            URI uri = URI.create(endpoint.replaceAll("/+$", ""));
            if (uri.getHost() != null && (isOpen(uri) || "https".equalsIgnoreCase(uri.getScheme()))) {
                return uri;
            }
            throw new IllegalArgumentException(endpoint);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "hub: " + endpoint + " (expected: an address as in " + HUGGING_FACE + ")", e);
        }
    }

    private static boolean isOpen(URI uri) {
        return "http".equalsIgnoreCase(uri.getScheme());
    }

    /** Whether requests there may carry the token. */
    boolean owns(URI uri) {
        return endpoint.getScheme().equalsIgnoreCase(uri.getScheme())
                && endpoint.getHost().equalsIgnoreCase(uri.getHost())
                && port(endpoint) == port(uri);
    }

    URI revision(String repository, String revision) {
        return URI.create(endpoint + "/api/models/" + repository + "/revision/" + encoded(revision));
    }

    URI tree(String repository, String commit) {
        return URI.create(endpoint + "/api/models/" + repository + "/tree/" + encoded(commit) + "?recursive=true");
    }

    URI file(String repository, String commit, String path) {
        String encoded = Stream.of(path.split("/")).map(HubAddress::encoded).collect(Collectors.joining("/"));
        return URI.create(endpoint + "/" + repository + "/resolve/" + encoded(commit) + "/" + encoded);
    }

    /** Without the token. */
    @Override
    public String toString() {
        return endpoint.toString();
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().equalsIgnoreCase("https") ? 443 : 80;
    }

    private static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
