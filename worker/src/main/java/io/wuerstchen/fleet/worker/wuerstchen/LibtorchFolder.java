package io.wuerstchen.fleet.worker.wuerstchen;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A folder with a libtorch of the user's own: lib/ of PyTorch's archive, or torch/lib/ of an installed Python package. */
record LibtorchFolder(Path path) {
    private static final String LIBRARY = System.mapLibraryName("torch");
    private static final String BRIDGE = System.mapLibraryName("djl_torch");
    private static final Pattern PYTHON_VERSION = Pattern.compile("__version__ = '([^']+)'");

    /**
     * The first of several paths that holds libtorch, as DJL reads them.
     *
     * @param paths folders or libtorch.so itself, separated as in a PATH
     */
    static Optional<LibtorchFolder> find(String paths) {
        return Stream.of(paths.split(File.pathSeparator))
                .map(Path::of)
                .map(path -> path.endsWith(LIBRARY) ? path.toAbsolutePath().getParent() : path)
                .filter(path -> Files.isRegularFile(path.resolve(LIBRARY)))
                .map(LibtorchFolder::new)
                .findFirst();
    }

    /** What PyTorch says it is, such as 2.7.1+cu128; nothing where the folder lies alone. */
    Optional<String> build() {
        return line("build-version").or(() -> line("version.py").flatMap(LibtorchFolder::pythonVersion));
    }

    /** DJL's own part comes with the folder, and not from us. */
    boolean bringsBridge(String djl) {
        return holds(BRIDGE) || holds(djl + "-" + BRIDGE);
    }

    /** Which libraries are not there. */
    List<String> missing(boolean cuda) {
        List<String> names = cuda ? List.of("c10", "torch_cpu", "c10_cuda", "torch_cuda") : List.of("c10", "torch_cpu");
        return names.stream()
                .map(System::mapLibraryName)
                .filter(name -> !holds(name))
                .toList();
    }

    private boolean holds(String name) {
        return Files.isRegularFile(path.resolve(name));
    }

    /** Both kinds of packages say beside their libraries what they are. */
    private Optional<String> line(String name) {
        Path file = path.toAbsolutePath().normalize().resolveSibling(name);
        try {
            return Files.isRegularFile(file)
                    ? Optional.of(Files.readString(file).strip())
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<String> pythonVersion(String source) {
        Matcher version = PYTHON_VERSION.matcher(source);
        return version.find() ? Optional.of(version.group(1)) : Optional.empty();
    }
}
