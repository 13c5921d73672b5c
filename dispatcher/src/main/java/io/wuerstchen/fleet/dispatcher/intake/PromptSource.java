package io.wuerstchen.fleet.dispatcher.intake;

import io.wuerstchen.fleet.common.job.InvalidJobException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where prompts come from; read once.
 *
 * @param name for messages, and for the format where it has an extension that says so
 */
public record PromptSource(String name, Opener opener) {
    private static final String EXPECTED = " (expected: a file of prompts, or - for stdin)";
    private static final String STDIN = "stdin";
    private static final int MAX_NAME = 100;
    private static final Pattern EXTENSIONS = Pattern.compile(
            "(\\.(jsonl|ndjson|json|csv|tsv|txt|parquet|pq))?(\\.(gz|zst))?$", Pattern.CASE_INSENSITIVE);

    /**
     * As people write it: a path, or {@code -} for stdin.
     *
     * @throws InvalidJobException if there is no file that can be read
     */
    public static PromptSource parse(String argument, InputStream stdin) {
        if (argument.equals("-")) {
            return stdin(stdin);
        }
        Path file = Path.of(argument);
        try {
            requireReadable(file);
        } catch (IOException e) {
            throw unreadable(argument, e);
        }
        return file(file);
    }

    public static PromptSource file(Path file) {
        return new PromptSource(file.toString(), new OfFile(file));
    }

    public static PromptSource stdin(InputStream in) {
        return new PromptSource(STDIN, () -> in);
    }

    /** The name of a batch that was given none: the file's, without extensions, made safe. */
    public String batchName() {
        if (name.equals(STDIN)) {
            throw new InvalidJobException("batch: missing (expected: a name by --batch, as stdin has none)");
        }
        String safe = safeName();
        if (safe.isEmpty()) {
            throw new InvalidJobException(
                    "batch: nothing of " + base() + " is left for a name (expected: --batch NAME)");
        }
        return safe;
    }

    private String safeName() {
        String safe = EXTENSIONS
                .matcher(base())
                .replaceFirst("")
                .replaceAll("[^A-Za-z0-9._-]+", "-")
                .replaceAll("^[.-]+|[.-]+$", "");
        return safe.substring(0, Math.min(MAX_NAME, safe.length()));
    }

    private String base() {
        return Path.of(name).toAbsolutePath().normalize().toFile().getName();
    }

    /** Whether {@link #batchName} gives this name. */
    public boolean names(String batch) {
        return !name.equals(STDIN) && safeName().equals(batch);
    }

    /** Throws {@link InvalidJobException} where nothing can be read. */
    InputStream open() {
        try {
            return opener.open();
        } catch (IOException e) {
            throw unreadable(name, e);
        }
    }

    private static InvalidJobException unreadable(String name, IOException cause) {
        return new InvalidJobException("prompts: " + name + ": " + cause.getMessage() + EXPECTED);
    }

    private static void requireReadable(Path file) throws IOException {
        if (Files.notExists(file)) {
            throw new IOException("no such file");
        }
        if (Files.isDirectory(file)) {
            throw new IOException("a folder");
        }
        if (!Files.isReadable(file)) {
            throw new IOException("no right to read it");
        }
    }

    /** Opens what is read; whoever asks closes it. */
    public interface Opener {
        InputStream open() throws IOException;

        /** Where the bytes lie, for formats that are not read from front to back; empty where they come as a stream. */
        default Optional<Path> file() {
            return Optional.empty();
        }
    }

    private record OfFile(Path path) implements Opener {
        @Override
        public InputStream open() throws IOException {
            requireReadable(path);
            // Not a channel: an interrupt would close it in the middle of a line.
            return new FileInputStream(path.toFile());
        }

        @Override
        public Optional<Path> file() {
            // A pipe, as of a shell's <(...), can be read once and from its beginning only.
            return Optional.of(path).filter(Files::isRegularFile);
        }
    }
}
