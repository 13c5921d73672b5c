package io.wuerstchen.fleet.worker.device;

import io.wuerstchen.fleet.common.artifact.Digests;
import io.wuerstchen.fleet.worker.wuerstchen.Drawing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Which drawings have failed once already. Only accessed by the thread that owns the device.
 *
 * @param folder that workers of one machine share, so that what failed in one is drawn by the next; empty: each has its own
 *     memory, and forgets with its process
 * @param own names of what this process has seen
 */
record FaultMemory(Optional<Path> folder, Set<String> own) {
    FaultMemory(Optional<Path> folder) {
        this(folder, new HashSet<>());
    }

    boolean knows(Drawing drawing) {
        String name = name(drawing);
        return own.contains(name)
                || folder.filter(shared -> Files.exists(shared.resolve(name))).isPresent();
    }

    void remember(Drawing drawing) {
        String name = name(drawing);
        own.add(name);
        folder.ifPresent(shared -> {
            try {
                Files.createDirectories(shared);
                Files.write(shared.resolve(name), new byte[0]);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static String name(Drawing drawing) {
        return Digests.sha256((drawing.seed() + "\n" + drawing.prompt()).getBytes(StandardCharsets.UTF_8));
    }
}
