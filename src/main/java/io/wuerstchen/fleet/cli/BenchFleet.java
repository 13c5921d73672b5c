package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.local.FleetCache;
import io.wuerstchen.fleet.local.LocalServers;
import io.wuerstchen.fleet.local.LocalServersSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Kafka and S3 that are a bench's own, in a folder that goes with them. */
record BenchFleet(FleetHome home, FleetCache cache, Path folder, LocalServers servers) implements AutoCloseable {
    private static final String FOLDER = "bench";

    /** Also removes what benches that were killed have left. */
    static BenchFleet start() throws IOException {
        FleetHome home = FleetHome.find();
        FleetCache cache = FleetCache.ofUser();
        Path benches = cache.root().resolve(FOLDER);
        removeLeftOvers(benches);
        Path folder = benches.resolve(Long.toString(ProcessHandle.current().pid()));
        FolderTree.remove(folder);
        LocalServersSettings settings = LocalServersSettings.in(folder.resolve("servers"));
        return new BenchFleet(
                home,
                cache,
                folder,
                LocalServers.start(settings, folder.resolve("logs"), home.serversClassPath(), cache));
    }

    Path logs() {
        return folder.resolve("logs");
    }

    @Override
    public void close() throws IOException {
        servers.close();
        FolderTree.remove(folder);
    }

    private static void removeLeftOvers(Path benches) throws IOException {
        if (!Files.isDirectory(benches)) {
            return;
        }
        List<Path> left;
        try (Stream<Path> folders = Files.list(benches)) {
            left = folders.filter(folder -> !isInUse(folder)).toList();
        }
        for (Path folder : left) {
            FolderTree.remove(folder);
        }
    }

    /** What is not named after a process is none of ours. */
    private static boolean isInUse(Path folder) {
        try {
            return ProcessHandle.of(Long.parseLong(folder.getFileName().toString()))
                    .isPresent();
        } catch (NumberFormatException e) {
            return true;
        }
    }
}
