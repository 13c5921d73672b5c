package io.wuerstchen.fleet.testing;

import io.wuerstchen.fleet.worker.Goldens;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Properties;

/** The images in {@code deploy/docker/images.env}: official ones, and ours where only those are there. */
record ServerImages(Properties names) {
    static ServerImages read() {
        Properties names = new Properties();
        try (Reader reader = Files.newBufferedReader(Goldens.root().resolve("deploy/docker/images.env"))) {
            names.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ServerImages(names);
    }

    String kafka() {
        return officialOrOurs("kafka");
    }

    String s3() {
        return officialOrOurs("s3");
    }

    /** Whether an image is the official S3 server's, which is started in another way than ours. */
    boolean isMinio(String image) {
        return image.equals(names.getProperty("s3"));
    }

    private String officialOrOurs(String name) {
        String official = names.getProperty(name);
        String ours = names.getProperty("our_" + name);
        return !ContainerEngine.has(official) && ContainerEngine.has(ours) ? ours : official;
    }
}
