package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.local.DirectoryLock;
import io.wuerstchen.fleet.local.LocalServersException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** Where a demo keeps what it makes; each run begins with an empty one. */
record DemoFolder(Path root) {
    /** Says that all else in here is the demo's own and may be removed by the next one. */
    private static final String MARKER = ".fleet-demo";

    private static final String PROMPTS = "demo-prompts.jsonl";

    Path prompts() {
        return root.resolve("prompts.jsonl");
    }

    Path pictures() {
        return root.resolve("pictures");
    }

    Path report() {
        return root.resolve("report.json");
    }

    Path contactSheet() {
        return root.resolve("contact-sheet.png");
    }

    Path logs() {
        return root.resolve("logs");
    }

    Path servers() {
        return root.resolve("servers");
    }

    /**
     * Empties the folder of an earlier demo, and refuses to touch anybody else's or one that a demo is at work in.
     *
     * @return what keeps other demos out until it is closed
     */
    DirectoryLock prepare() throws IOException {
        if (Files.exists(root) && !Files.exists(root.resolve(MARKER)) && !isEmptyFolder()) {
            throw new UserException("--dir: " + root + " is in use (expected: a new or empty folder, or a demo's own)");
        }
        DirectoryLock lock = lock();
        try {
            fill();
            return lock;
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private DirectoryLock lock() {
        try {
            return DirectoryLock.take(root, MARKER);
        } catch (LocalServersException e) {
            throw new UserException("--dir: " + e.getMessage(), e);
        }
    }

    private void fill() throws IOException {
        for (Path old : List.of(pictures(), servers(), logs(), report(), contactSheet())) {
            FolderTree.remove(old);
        }
        Files.createDirectories(pictures());
        try (InputStream prompts = DemoFolder.class.getResourceAsStream("/" + PROMPTS)) {
            Files.copy(prompts, prompts(), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private boolean isEmptyFolder() throws IOException {
        if (!Files.isDirectory(root)) {
            return false;
        }
        try (Stream<Path> files = Files.list(root)) {
            return files.findAny().isEmpty();
        }
    }
}
