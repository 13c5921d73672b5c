package io.wuerstchen.fleet.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Objects that are being written: until they are whole, S3Proxy's file store has them beside, under the object's name and a
 * random UUID, and lists them like all others. One that a kill has left there may lack its attributes, and then the file store
 * fails at every listing.
 */
final class HalfWrittenObjects {
    private static final Pattern NAME =
            Pattern.compile("-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$");

    private HalfWrittenObjects() {}

    static boolean isOne(String name) {
        return NAME.matcher(name).find();
    }

    /** Only while no server writes there. */
    static void remove(Path directory) throws IOException {
        List<Path> left;
        try (Stream<Path> files = Files.walk(directory)) {
            left = files.filter(file -> isOne(file.toString()))
                    .filter(Files::isRegularFile)
                    .toList();
        }
        for (Path file : left) {
            Files.delete(file);
        }
    }
}
