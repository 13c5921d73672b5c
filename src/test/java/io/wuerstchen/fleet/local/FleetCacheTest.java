package io.wuerstchen.fleet.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FleetCacheTest {
    private static final Path HOME = Path.of("/home/ada");

    @Test
    void liesInTheHomeFolderByDefault() {
        assertThat(FleetCache.of(Map.of(), HOME).classData())
                .isEqualTo(Path.of("/home/ada/.cache/wuerstchen-fleet/cds"));
    }

    @Test
    void followsXdgCacheHome() {
        assertThat(FleetCache.of(Map.of("XDG_CACHE_HOME", "/scratch"), HOME).djl())
                .isEqualTo(Path.of("/scratch/wuerstchen-fleet/djl"));
    }

    @Test
    void takesARelativeOrEmptyXdgCacheHomeForNone() {
        assertThat(FleetCache.of(Map.of("XDG_CACHE_HOME", ""), HOME))
                .isEqualTo(FleetCache.of(Map.of("XDG_CACHE_HOME", "caches"), HOME))
                .isEqualTo(FleetCache.of(Map.of(), HOME));
    }
}
