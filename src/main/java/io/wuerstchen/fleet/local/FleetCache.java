package io.wuerstchen.fleet.local;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The fleet's folder in the user's cache: nothing in it is missed when it is removed.
 *
 * @param root {@code ${XDG_CACHE_HOME:-~/.cache}/wuerstchen-fleet}
 */
public record FleetCache(Path root) {
    private static final String NAME = "wuerstchen-fleet";

    public static FleetCache ofUser() {
        return of(System.getenv(), Path.of(System.getProperty("user.home")));
    }

    /** A relative or empty XDG_CACHE_HOME counts as none, as the XDG specification asks. */
    static FleetCache of(Map<String, String> environment, Path home) {
        Path caches = Optional.ofNullable(environment.get("XDG_CACHE_HOME"))
                .map(Path::of)
                .filter(Path::isAbsolute)
                .orElse(home.resolve(".cache"));
        return new FleetCache(caches.resolve(NAME));
    }

    /** Native libraries that DJL unpacks; the value of its properties DJL_CACHE_DIR and ENGINE_CACHE_DIR. */
    public Path djl() {
        return root.resolve("djl");
    }

    /** JNA's own native library; the value of its property jna.tmpdir. */
    public Path jna() {
        return root.resolve("jna");
    }

    /** Class data archives of child JVMs. */
    public Path classData() {
        return root.resolve("cds");
    }
}
