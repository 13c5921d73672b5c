package io.wuerstchen.fleet.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * A single Kafka node (broker and KRaft controller, share groups on) in this JVM, on loopback only.
 *
 * <p>Its directory outlives it: a later start finds topics, records and groups again, on other ports too, as the quorum's
 * voter is static. A fatal fault of the broker ends the whole JVM, hence a child JVM for everything but tests.
 */
public final class LocalKafka implements AutoCloseable {
    private static final String SHARED_PROPERTIES = "broker.properties";

    private final int port;
    private final int secondPort;
    private final KafkaRaftServer server;

    private LocalKafka(int port, int secondPort, KafkaRaftServer server) {
        this.port = port;
        this.secondPort = secondPort;
        this.server = server;
    }

    /**
     * Returns when the broker takes requests.
     *
     * @param port of the clients' listener; 0 takes a free one
     */
    public static LocalKafka start(Path directory, int port) {
        int[] ports = LoopbackPorts.take(port, 0);
        Properties properties = properties(directory, ports[0], ports[1]);
        return start(directory, properties, ports[0], ports[0]);
    }

    /**
     * As {@link #start(Path, int)}, with a second listener for clients that come by way of a proxy: they are told the
     * proxy's address, while the broker itself and clients of the first listener go straight.
     *
     * @param second its port; 0 takes a free one
     * @param proxy the proxy's port on loopback
     */
    public static LocalKafka startBehind(Path directory, int port, int second, int proxy) {
        int[] ports = LoopbackPorts.take(port, second, 0);
        Properties properties = properties(directory, ports[0], ports[2]);
        properties.merge("listeners", ",PROXIED://" + LoopbackPorts.address(ports[1]), (all, one) -> "" + all + one);
        properties.merge(
                "advertised.listeners", ",PROXIED://" + LoopbackPorts.address(proxy), (all, one) -> "" + all + one);
        properties.merge("listener.security.protocol.map", ",PROXIED:PLAINTEXT", (all, one) -> "" + all + one);
        return start(directory, properties, ports[0], ports[1]);
    }

    private static LocalKafka start(Path directory, Properties properties, int port, int second) {
        try {
            format(directory);
            var server = new KafkaRaftServer(KafkaConfig.fromProps(properties, false), Time.SYSTEM);
            server.startup();
            return new LocalKafka(port, second, server);
        } catch (Exception e) { // Formatter declares no narrower type
            throw new LocalServersException("Kafka in " + directory + " does not start: " + e.getMessage(), e);
        }
    }

    public String bootstrapServers() {
        return LoopbackPorts.address(port);
    }

    int port() {
        return port;
    }

    /** What a proxy forwards to: the second listener, where there is one. */
    int secondPort() {
        return secondPort;
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }

    private static void format(Path directory) throws Exception {
        if (Files.exists(directory.resolve("meta.properties"))) {
            return;
        }
        new Formatter()
                .setNodeId(1)
                .setClusterId(Uuid.randomUuid().toString())
                .addDirectory(directory.toString())
                .setMetadataLogDirectory(directory.toString())
                .setControllerListenerName("CONTROLLER")
                .setReleaseVersion(MetadataVersion.latestProduction())
                .setIgnoreFormatted(true)
                .setUnstableFeatureVersionsEnabled(false)
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
                .run();
    }

    private static Properties properties(Path directory, int port, int controllerPort) {
        Properties properties = sharedProperties();
        String controller = LoopbackPorts.address(controllerPort);
        properties.put("log.dirs", directory.toString());
        properties.put("listeners", "PLAINTEXT://" + LoopbackPorts.address(port) + ",CONTROLLER://" + controller);
        properties.put("advertised.listeners", "PLAINTEXT://" + LoopbackPorts.address(port));
        properties.put("controller.quorum.voters", "1@" + controller);
        return properties;
    }

    private static Properties sharedProperties() {
        try (InputStream in = LocalKafka.class.getResourceAsStream(SHARED_PROPERTIES)) {
            var properties = new Properties();
            properties.load(in);
            return properties;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
