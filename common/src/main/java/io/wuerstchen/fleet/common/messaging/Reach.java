package io.wuerstchen.fleet.common.messaging;

import io.wuerstchen.fleet.common.config.KafkaAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Utils;

/**
 * Whether anybody listens where Kafka is said to be. Kafka's own clients try an address where nobody does for as long as they
 * wait for a slow broker; a connection tells the two apart in seconds, since a slow broker's machine still takes it.
 */
public final class Reach {
    /** For a broker that is just starting. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /** Between two tries; the least, too, that a server has to take a connection. */
    private static final Duration BETWEEN = Duration.ofMillis(200);

    private static final int MAX_PORT = 65_535;

    private final KafkaAddress address;

    private Reach(KafkaAddress address) {
        this.address = address;
    }

    /**
     * Returns once one of the servers takes a connection.
     *
     * @throws IllegalArgumentException if the address is none
     * @throws MessagingException if none does within three seconds, or a fifth of one for each of many servers
     */
    public static void require(KafkaAddress address) {
        new Reach(address).require();
    }

    private void require() {
        long until = System.nanoTime() + PATIENCE.toNanos();
        String reason = refusal(until);
        while (!reason.isEmpty()) {
            if (System.nanoTime() - until >= 0) {
                throw new MessagingException("Kafka at " + address.bootstrapServers() + ": " + reason
                        + " (expected: a broker that answers)");
            }
            pause();
            reason = refusal(until);
        }
    }

    /** Of the last server that was tried; empty if one takes a connection. */
    private String refusal(long until) {
        try {
            List<InetSocketAddress> servers = servers();
            String reason = "";
            for (int i = 0; i < servers.size(); i++) {
                Duration share = Duration.ofNanos((until - System.nanoTime()) / (servers.size() - i));
                reason = refusal(servers.get(i), share.compareTo(BETWEEN) < 0 ? BETWEEN : share);
                if (reason.isEmpty()) {
                    return reason;
                }
            }
            return reason;
        } catch (UnknownHostException e) {
            return "unknown host " + e.getMessage();
        }
    }

    private static String refusal(InetSocketAddress server, Duration limit) {
        try (Socket socket = new Socket()) {
            socket.connect(server, Math.toIntExact(limit.toMillis()));
            return "";
        } catch (IOException e) {
            return e.getMessage();
        }
    }

    /** Every address of every host that has any. */
    private List<InetSocketAddress> servers() throws UnknownHostException {
        List<InetSocketAddress> servers = new ArrayList<>();
        UnknownHostException unknown = null;
        for (String server : address.bootstrapServers().split(",")) {
            try {
                for (InetAddress host : InetAddress.getAllByName(host(server.trim()))) {
                    servers.add(new InetSocketAddress(host, Utils.getPort(server.trim())));
                }
            } catch (UnknownHostException e) {
                unknown = new UnknownHostException(host(server.trim()));
            }
        }
        if (servers.isEmpty() && unknown != null) {
            throw unknown;
        }
        return servers;
    }

    private String host(String server) {
        String host = Utils.getHost(server);
        Integer port = Utils.getPort(server);
        if (host == null || port == null || port < 1 || port > MAX_PORT) {
            throw new IllegalArgumentException("Kafka: " + address.bootstrapServers()
                    + " (expected: HOST:PORT, more of them with commas between)");
        }
        return host;
    }

    private static void pause() {
        try {
            Thread.sleep(BETWEEN.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MessagingException("interrupted while Kafka was looked for", e);
        }
    }
}
