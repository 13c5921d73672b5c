package io.wuerstchen.fleet.testing;

import io.wuerstchen.fleet.common.config.StoreAddress.Keys;
import io.wuerstchen.fleet.local.EmbeddedServers;
import io.wuerstchen.fleet.local.LocalServersSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
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
    public String bootstrapServers() {
        return servers.kafka().bootstrapServers();
    }

    @Override
    public URI s3Endpoint() {
        return servers.s3().endpoint();
    }

    @Override
    public Keys keys() {
        return settings.keys();
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
