package io.wuerstchen.fleet.export;

import io.wuerstchen.fleet.common.artifact.Digests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Every file of a folder with its digest, to compare two of them. */
public final class FolderDigests {
    private FolderDigests() {}

    public static Map<String, String> of(Path folder) throws IOException {
        Map<String, String> digests = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                digests.put(folder.relativize(file).toString(), Digests.sha256(Files.readAllBytes(file)));
            }
        }
        return digests;
    }
}
