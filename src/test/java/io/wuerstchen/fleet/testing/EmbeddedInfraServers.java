package io.wuerstchen.fleet.testing;

import io.wuerstchen.fleet.common.config.KafkaAddress;
import io.wuerstchen.fleet.common.config.StoreAddress;
import io.wuerstchen.fleet.local.EmbeddedServers;
import io.wuerstchen.fleet.local.LocalServersSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.common.utils.Utils;

/** The servers of local mode, in this JVM. */
final class EmbeddedInfraServers implements InfraServers {
    private final LocalServersSettings settings;
    private final EmbeddedServers servers;

    EmbeddedInfraServers() {
        settings = LocalServersSettings.in(temporaryDirectory());
        servers = EmbeddedServers.start(settings);
    }

    @Override
    public KafkaAddress kafka(String topicPrefix) {
        return new KafkaAddress(servers.kafka().bootstrapServers(), topicPrefix, Map.of());
    }

    @Override
    public StoreAddress store(String bucket) {
        return new StoreAddress(servers.s3().endpoint(), "us-east-1", bucket, "", settings.keys());
    }

    @Override
    public void close() {
        servers.close();
        try {
            Utils.delete(settings.directory().toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path temporaryDirectory() {
        try {
            return Files.createTempDirectory("fleet-infra");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
