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
import java.util.stream.Stream;

/** Proxies as other tools take them from the environment: HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY, in either case. */
public final class EnvironmentProxies extends ProxySelector {
    private static final int USUAL_PORT = 8080;

    private final Map<String, String> environment;

    public EnvironmentProxies(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** @throws IllegalArgumentException if the variable is no proxy's address */
    @Override
    public List<Proxy> select(URI uri) {
        String scheme = uri.getScheme().toUpperCase(Locale.ROOT);
        String address = value(scheme + "_PROXY").isEmpty() ? value("ALL_PROXY") : value(scheme + "_PROXY");
        if (address.isEmpty() || isExcepted(uri.getHost().toLowerCase(Locale.ROOT))) {
            return List.of(Proxy.NO_PROXY);
        }
        return List.of(new Proxy(Proxy.Type.HTTP, parse(scheme + "_PROXY", address)));
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {
        // The request fails, which says it.
    }

    private String value(String name) {
        String small = environment.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        return small.isEmpty() ? environment.getOrDefault(name, "") : small;
    }

    /** A name there means its subdomains too; an asterisk means all. */
    private boolean isExcepted(String host) {
        return Stream.of(value("NO_PROXY").toLowerCase(Locale.ROOT).split(","))
                .map(String::strip)
                .map(name -> name.replaceFirst("^\\*?\\.", ""))
                .filter(name -> !name.isEmpty())
                .anyMatch(name -> name.equals("*") || host.equals(name) || host.endsWith("." + name));
    }

    private static InetSocketAddress parse(String name, String address) {
        try {
            URI uri = URI.create(address.contains("://") ? address : "http://" + address);
            if (uri.getHost() == null || uri.getUserInfo() != null) {
                throw new IllegalArgumentException(address);
            }
            return new InetSocketAddress(uri.getHost(), uri.getPort() < 0 ? USUAL_PORT : uri.getPort());
        } catch (IllegalArgumentException e) {
            // The address may hold a password.
            throw new IllegalArgumentException(
                    name + ": no proxy's address (expected: http://HOST:PORT, without user and password)", e);
        }
    }
}
