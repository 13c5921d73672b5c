package io.wuerstchen.fleet.worker.wuerstchen;

import ai.djl.util.Platform;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * DJL's own native part, which comes with us for one version of libtorch and some of its flavours.
 *
 * @param libtorch version that it was built for
 * @param djl version that it is part of
 */
record Bridges(String libtorch, String djl, List<String> flavors) {
    private static final String FOLDER = "jnilib/";

    /** What is on the class path for this machine. */
    static Bridges ofDjl() {
        ClassLoader loader = Bridges.class.getClassLoader();
        try (InputStream file = loader.getResourceAsStream(FOLDER + "pytorch.properties")) {
            Properties properties = new Properties();
            properties.load(file);
            String[] versions = properties.getProperty("jni_version").split("-");
            Platform machine = Platform.fromSystem("pytorch");
            String place = FOLDER + machine.getClassifier() + "/%s/" + System.mapLibraryName("djl_torch");
            List<String> there = Stream.of("cpu", "cu128")
                    .filter(flavor -> loader.getResource(place.formatted(flavor)) != null)
                    .toList();
            return new Bridges(versions[0], versions[1], there);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param build such as 2.7.1+cu128 */
    boolean serve(String build) {
        return flavors.stream().anyMatch(flavor -> build.equals(libtorch + "+" + flavor));
    }

    @Override
    public String toString() {
        return flavors.stream().map(flavor -> libtorch + "+" + flavor).collect(Collectors.joining(" or "));
    }
}
