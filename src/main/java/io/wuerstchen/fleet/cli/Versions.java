package io.wuerstchen.fleet.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** Versions of the fleet and of what it stands on, as the build wrote them down. */
final class Versions implements IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
        Properties versions = read();
        return new String[] {
            "fleet    " + versions.getProperty("fleet"),
            "engine   DJL " + versions.getProperty("djl") + " (PyTorch)",
            "libtorch " + versions.getProperty("libtorch"),
            "java     " + Runtime.version()
        };
    }

    /** The fleet's own. */
    static String fleet() {
        try {
            return read().getProperty("fleet");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Properties read() throws IOException {
        Properties versions = new Properties();
        try (InputStream file = Versions.class.getResourceAsStream("/fleet-versions.properties")) {
            versions.load(file);
        }
        return versions;
    }
}
