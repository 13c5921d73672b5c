package io.wuerstchen.fleet.worker.hub;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * HTTP proxies, as other tools take them from the environment: HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY, in either case.
 */
public final class EnvironmentProxies extends ProxySelector {
    private static final int USUAL_PORT = 8080;

    private final Map<String, String> environment;

    public EnvironmentProxies(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** @throws IllegalArgumentException if the variable is no proxy's address */
    @Override
    public List<Proxy> select(URI uri) {
        Optional<String> variable = Stream.of(uri.getScheme().toUpperCase(Locale.ROOT) + "_PROXY", "ALL_PROXY")
                .map(this::variable)
                .flatMap(Optional::stream)
                .findFirst();
        if (variable.isEmpty() || isExcepted(uri.getHost().toLowerCase(Locale.ROOT))) {
            return List.of(Proxy.NO_PROXY);
        }
        return List.of(new Proxy(Proxy.Type.HTTP, parse(variable.get(), environment.get(variable.get()))));
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {
        // The request fails, which says it.
    }

    /** The name that it is set by; in small letters it comes first. */
    private Optional<String> variable(String name) {
        return Stream.of(name.toLowerCase(Locale.ROOT), name)
                .filter(set -> !environment.getOrDefault(set, "").isEmpty())
                .findFirst();
    }

    /** A name there means its subdomains too; an asterisk means all. */
    private boolean isExcepted(String host) {
        return variable("NO_PROXY").map(set -> environment.get(set).toLowerCase(Locale.ROOT)).stream()
                .flatMap(names -> Stream.of(names.split(",")))
                .map(String::strip)
                .map(name -> name.replaceFirst("^\\*?\\.", ""))
                .filter(name -> !name.isEmpty())
                .anyMatch(name -> name.equals("*") || host.equals(name) || host.endsWith("." + name));
    }

    private static InetSocketAddress parse(String name, String address) {
        try {
            URI uri = URI.create(address.contains("://") ? address : "http://" + address);
            if (!"http".equalsIgnoreCase(uri.getScheme()) || uri.getHost() == null || uri.getUserInfo() != null) {
                throw new IllegalArgumentException(address);
            }
            return new InetSocketAddress(uri.getHost(), uri.getPort() < 0 ? USUAL_PORT : uri.getPort());
        } catch (IllegalArgumentException e) {
            // The address may hold a password.
            throw new IllegalArgumentException(
                    name + ": no HTTP proxy's address (expected: http://HOST:PORT, without user and password; SOCKS is"
                            + " not spoken)",
                    e);
        }
    }
}
