package io.wuerstchen.fleet.worker.wuerstchen;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The libtorch that the engine loads: the one that comes with us, for the CPU, or the user's own. What is wrong with that one DJL
 * finds out in the middle of loading and says in riddles, or downloads another, so it is checked here before.
 *
 * @param build version and flavour, such as 2.7.1+cu128
 * @param origin where it lies; nothing for the one that comes with us
 */
record Libtorch(String build, Optional<LibtorchFolder> origin) {
    static final String PATH = "PYTORCH_LIBRARY_PATH";
    static final String FLAVOR = "PYTORCH_FLAVOR";
    static final String VERSION = "PYTORCH_VERSION";
    private static final String DOCUMENT = "; see src/docs/cuda.md";

    /** @throws IllegalArgumentException if it is none that we can run on */
    static Libtorch chosen() {
        return chosen(Libtorch::setting, Bridges.ofDjl());
    }

    /**
     * @param settings of the environment, {@code null} where there is none
     * @param bridges those that come with us
     */
    static Libtorch chosen(UnaryOperator<String> settings, Bridges bridges) {
        Optional<String> paths = given(settings, PATH);
        Optional<String> flavor = given(settings, FLAVOR);
        if (paths.isEmpty()) {
            refuseForeign(given(settings, VERSION), flavor, bridges);
            return new Libtorch(bridges.libtorch() + "+cpu", Optional.empty());
        }
        LibtorchFolder folder = LibtorchFolder.find(paths.get())
                .orElseThrow(() -> bad(PATH, paths.get(), "a folder that holds libtorch" + DOCUMENT));
        Libtorch libtorch = new Libtorch(build(folder, flavor, bridges), Optional.of(folder));
        libtorch.check(given(settings, VERSION), flavor, bridges);
        return libtorch;
    }

    boolean forCuda() {
        return flavor().startsWith("cu");
    }

    /** Starts the engine on it. */
    Engine load() {
        if (origin.isPresent() && setting(FLAVOR) == null) {
            System.setProperty(FLAVOR, flavor()); // DJL would guess, and wrongly.
        }
        try {
            return Engine.getEngine("PyTorch");
        } catch (EngineException | LinkageError e) {
            String reason = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
            throw origin.map(folder -> new IllegalArgumentException(
                            PATH + ": " + folder.path() + " can't be loaded: " + reason + DOCUMENT, e))
                    .orElseThrow(() -> new IllegalStateException("libtorch can't be loaded: " + reason, e));
        }
    }

    private String flavor() {
        return build.substring(build.indexOf('+') + 1);
    }

    private void check(Optional<String> version, Optional<String> flavor, Bridges bridges) {
        LibtorchFolder folder = origin.orElseThrow();
        if (flavor.isPresent() && !flavor.get().equals(flavor())) {
            throw bad(FLAVOR, flavor.get(), flavor() + ", as " + folder.path() + " holds libtorch " + build);
        }
        if (!folder.bringsBridge(bridges.djl())) {
            version.filter(other -> !other.equals(bridges.libtorch())).ifPresent(other -> {
                throw bad(VERSION, other, bridges.libtorch() + " or nothing");
            });
            if (!bridges.serve(build)) {
                throw foreign(folder, "holds libtorch " + build, bridges);
            }
        }
        if (!folder.missing(forCuda()).isEmpty()) {
            throw bad(PATH, folder.path() + " lacks " + String.join(", ", folder.missing(forCuda())), build + DOCUMENT);
        }
    }

    private static String build(LibtorchFolder folder, Optional<String> flavor, Bridges bridges) {
        String build = folder.build()
                .or(() ->
                        flavor.filter(any -> folder.bringsBridge(bridges.djl())).map(any -> "unknown"))
                .orElseThrow(() -> foreign(folder, "says in no build-version beside it what it is", bridges));
        return build.contains("+") ? build : build + "+" + flavor.orElse("cpu");
    }

    /** DJL would try to download what does not come with us. */
    private static void refuseForeign(Optional<String> version, Optional<String> flavor, Bridges bridges) {
        flavor.filter(other -> !other.equals("cpu")).ifPresent(other -> {
            throw bad(FLAVOR, other, PATH + " with it, as the libtorch that comes with us is for the CPU" + DOCUMENT);
        });
        version.filter(other -> !other.equals(bridges.libtorch())).ifPresent(other -> {
            throw bad(VERSION, other, bridges.libtorch() + " or nothing" + DOCUMENT);
        });
    }

    private static IllegalArgumentException foreign(LibtorchFolder folder, String what, Bridges bridges) {
        return bad(
                PATH,
                folder.path() + " " + what,
                "libtorch " + bridges + ", or a libdjl_torch in it that was built for it" + DOCUMENT);
    }

    private static IllegalArgumentException bad(String name, String value, String expected) {
        return new IllegalArgumentException(name + ": " + value + " (expected: " + expected + ")");
    }

    private static Optional<String> given(UnaryOperator<String> settings, String name) {
        return Optional.ofNullable(settings.apply(name)).filter(value -> !value.isEmpty());
    }

    /** Where DJL looks, and in its order. */
    private static String setting(String name) {
        String value = System.getenv(name);
        return value == null ? System.getProperty(name) : value;
    }
}
