package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.local.FleetCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Where DJL unpacks libtorch. */
record EngineCache(Path folder) {
    private static final String VARIABLE = "DJL_CACHE_DIR";
    private static final String ELSEWHERE = "; XDG_CACHE_HOME or " + VARIABLE + " names another";

    static EngineCache ofUser() {
        return of(System.getenv(), FleetCache.ofUser());
    }

    static EngineCache of(Map<String, String> environment, FleetCache cache) {
        String chosen = environment.getOrDefault(VARIABLE, "");
        return new EngineCache(chosen.isEmpty() ? cache.djl() : Path.of(chosen));
    }

    /** DJL itself says only that it failed. What was unpacked before may be read only. */
    void requireUsable() {
        if (Files.isDirectory(folder.resolve("pytorch"))) {
            return;
        }
        WritableFolder.require("cache", folder, ELSEWHERE);
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UserException(
                    "cache: " + folder + ": can't be made (expected: a folder that can be written" + ELSEWHERE + ")",
                    e);
        }
    }
}
