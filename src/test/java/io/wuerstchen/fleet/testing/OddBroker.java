package io.wuerstchen.fleet.testing;

import io.wuerstchen.fleet.common.config.KafkaAddress;
import io.wuerstchen.fleet.local.LocalKafka;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/** A broker of its own for a test that needs one other than local mode's. */
public final class OddBroker implements AutoCloseable {
    private final String address;
    private final KafkaRaftServer server;

    private OddBroker(String address, KafkaRaftServer server) {
        this.address = address;
        this.server = server;
    }

    /** Local mode's, with other settings. */
    public static OddBroker with(Map<String, String> settings, Path directory) throws Exception {
        return start(settings, formatter(directory).setReleaseVersion(MetadataVersion.latestProduction()), directory);
    }

    /** One whose cluster was never raised beyond Kafka 4.1, which had no share groups but as a preview. */
    public static OddBroker ofKafka41(Path directory) throws Exception {
        return start(Map.of(), formatter(directory).setReleaseVersion(MetadataVersion.IBP_4_1_IV1), directory);
    }

    public KafkaAddress address() {
        return new KafkaAddress(address, "", Map.of());
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }

    private static OddBroker start(Map<String, String> settings, Formatter formatter, Path directory) throws Exception {
        formatter.run();
        Properties properties = new Properties();
        try (InputStream in = LocalKafka.class.getResourceAsStream("broker.properties")) {
            properties.load(in);
        }
        String address = freeAddress();
        String controller = freeAddress();
        properties.put("log.dirs", directory.toString());
        properties.put("listeners", "PLAINTEXT://" + address + ",CONTROLLER://" + controller);
        properties.put("controller.quorum.voters", "1@" + controller);
        properties.putAll(settings);
        KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(properties, false), Time.SYSTEM);
        server.startup();
        return new OddBroker(address, server);
    }

    private static Formatter formatter(Path directory) {
        return new Formatter()
                .setNodeId(1)
                .setClusterId(Uuid.randomUuid().toString())
                .addDirectory(directory.toString())
                .setMetadataLogDirectory(directory.toString())
                .setControllerListenerName("CONTROLLER")
                .setUnstableFeatureVersionsEnabled(false)
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream()));
    }

    private static String freeAddress() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "127.0.0.1:" + socket.getLocalPort();
        }
    }
}
