package io.wuerstchen.fleet.worker.http;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Comparator;
import java.util.Optional;

/** An address of this machine to listen on, or all of them. */
record BindAddress(String text, InetAddress address) {
    /** Throws {@link IllegalArgumentException} where it is no address of this machine. */
    static BindAddress of(String text) {
        try {
            InetAddress address = InetAddress.getByName(text);
            boolean always = address.isAnyLocalAddress() || address.isLoopbackAddress();
            if (always || NetworkInterface.getByInetAddress(address) != null) {
                return new BindAddress(text, address);
            }
        } catch (UnknownHostException | SocketException e) {
            throw notOurs(text, e);
        }
        throw notOurs(text, null);
    }

    /** Where others reach it: nobody connects to "all addresses", so instead of that it is one of them. */
    URI announced(int port) {
        String host = address.isAnyLocalAddress() ? reachable().getHostAddress() : text;
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port);
    }

    /** The one that the machine's name stands for, unless that is the loopback; in a container, the container's. */
    private static InetAddress reachable() {
        try {
            InetAddress named = InetAddress.getLocalHost();
            if (!named.isLoopbackAddress()) {
                return named;
            }
        } catch (UnknownHostException e) {
            return ofInterfaces().orElseGet(InetAddress::getLoopbackAddress);
        }
        return ofInterfaces().orElseGet(InetAddress::getLoopbackAddress);
    }

    private static Optional<InetAddress> ofInterfaces() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(each -> !each.isLoopbackAddress() && !each.isLinkLocalAddress())
                    .min(Comparator.comparing(each -> !(each instanceof Inet4Address)));
        } catch (SocketException e) {
            return Optional.empty();
        }
    }

    private static IllegalArgumentException notOurs(String text, Exception cause) {
        return new IllegalArgumentException("bind: " + text + " (expected: an address of this machine)", cause);
    }
}
