package io.wuerstchen.fleet.worker.hub;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/** Says why no connection came about, and to which address. */
final class NoWay {
    /** How java.net.http says that a proxy has answered, and has not connected. */
    private static final String TUNNEL = "Tunnel failed";

    private NoWay() {}

    /** Whether nothing of the request has gone out. */
    static boolean isIn(IOException failure) {
        return failure instanceof ConnectException
                || failure instanceof NoRouteToHostException
                || failure instanceof HttpConnectTimeoutException
                || isTunnel(failure);
    }

    /** @param failure in which there {@link #isIn is} none */
    static String words(URI uri, ProxySelector proxies, IOException failure) {
        return HubReply.place(uri) + ": cannot be reached" + by(uri, proxies) + ": " + why(failure);
    }

    /** Whether whoever has answered is not taken for the hub: its certificate will be the same next time. */
    static boolean isDistrust(IOException failure) {
        return has(failure, CertificateException.class);
    }

    /** @param failure that {@link #isDistrust is one} */
    static String distrust(URI uri, ProxySelector proxies, IOException failure) {
        String why = causes(failure)
                .map(Throwable::getMessage)
                .filter(Objects::nonNull)
                .reduce("", (outer, inner) -> inner);
        return HubReply.place(uri) + ": is not trusted" + by(uri, proxies) + ": " + why
                + " (expected: a certificate that Java trusts; _JAVA_OPTIONS=-Djavax.net.ssl.trustStore=FILE names"
                + " others)";
    }

    private static String by(URI uri, ProxySelector proxies) {
        return proxies.select(uri).stream()
                .map(Proxy::address)
                .filter(InetSocketAddress.class::isInstance)
                .map(InetSocketAddress.class::cast)
                .map(proxy -> " by way of proxy " + proxy.getHostString() + ":" + proxy.getPort())
                .findFirst()
                .orElse("");
    }

    private static String why(IOException failure) {
        if (has(failure, UnresolvedAddressException.class)) {
            return "host not known";
        }
        if (failure instanceof HttpConnectTimeoutException) {
            return "no answer";
        }
        // The client tries a refused connection a second time on the same channel, and tells of that.
        if (has(failure, ClosedChannelException.class) || failure.getMessage() == null) {
            return "connection refused";
        }
        return failure.getMessage().substring(0, 1).toLowerCase(Locale.ROOT)
                + failure.getMessage().substring(1);
    }

    private static boolean isTunnel(IOException failure) {
        return failure.getMessage() != null && failure.getMessage().startsWith(TUNNEL);
    }

    private static boolean has(Throwable failure, Class<? extends Throwable> kind) {
        return causes(failure).anyMatch(kind::isInstance);
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause);
    }
}
