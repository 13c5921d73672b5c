package io.wuerstchen.fleet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wuerstchen.fleet.local.FleetCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineCacheTest {
    @TempDir
    private Path folder;

    @Test
    void namesTheFolderThatCannotTakeLibtorchAndWhatMovesIt() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        EngineCache cache = EngineCache.of(Map.of("DJL_CACHE_DIR", file + "/djl"), new FleetCache(folder));

        assertThatThrownBy(cache::requireUsable)
                .isInstanceOf(UserException.class)
                .hasMessage("cache: " + file + "/djl: " + file + " is not a folder (expected: a folder that can be"
                        + " written; XDG_CACHE_HOME or DJL_CACHE_DIR names another)");
    }

    @Test
    void liesInTheFleetsCacheUnlessTheEnvironmentMovesIt() {
        EngineCache cache = EngineCache.of(Map.of(), new FleetCache(folder));

        assertThat(cache.folder()).isEqualTo(folder.resolve("djl"));
        assertThatCode(cache::requireUsable).doesNotThrowAnyException();
    }
}
