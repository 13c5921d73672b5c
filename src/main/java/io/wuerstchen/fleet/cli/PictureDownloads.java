package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.common.artifact.Digests;
import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.job.JobResult.Committed;
import io.wuerstchen.fleet.common.job.StoredImage;
import io.wuerstchen.fleet.common.job.StoredImage.Artifact;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.common.storage.StoreException;
import io.wuerstchen.fleet.sheet.ContactSheet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;

/** Fetches the pictures of committed rows into a folder, beside whatever the caller does; each is what was committed, or not there. */
final class PictureDownloads implements AutoCloseable {
    private static final int THREADS = 2;
    private static final int WAITING = 1000;
    /** For one of them: how many wait at the end, and how large they are, is not known. */
    private static final int LIMIT_SECONDS = 120;

    private final ObjectStore store;
    private final Path folder;
    private final BiConsumer<String, ContactSheet.Picture> kept;
    /** By the clock of the folder's file system: what this run has put or found there is not older, and nothing need be kept in mind. */
    private final FileTime start;

    // A full queue makes the caller fetch by itself, which slows it down to what the store can give.
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            THREADS,
            THREADS,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            new ThreadPoolExecutor.CallerRunsPolicy());
    private final AtomicReference<RuntimeException> failure = new AtomicReference<>();
    private final LostPictures lost = new LostPictures();

    /** @param kept is told of each picture that stands in the folder, by its key, on any thread and maybe twice */
    PictureDownloads(ObjectStore store, Path folder, BiConsumer<String, ContactSheet.Picture> kept) {
        this.store = store;
        this.folder = folder;
        this.kept = kept;
        this.start = now(folder);
    }

    void add(JobResult result) {
        if (result.outcome() instanceof Committed committed) {
            committed.images().forEach(image -> threads.execute(() -> fetch(result, committed, image)));
        }
    }

    /** Waits for what was added; throws what kept one from being fetched. */
    void await() throws InterruptedException {
        threads.shutdown();
        long before = -1;
        while (!threads.awaitTermination(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            long fetched = threads.getCompletedTaskCount();
            if (fetched == before) {
                throw new IllegalStateException(
                        "no picture fetched in " + LIMIT_SECONDS + " s (expected: one at least)");
            }
            before = fetched;
        }
        if (failure.get() != null) {
            throw failure.get();
        }
    }

    /** After {@link #await}: throws where a picture of {@code batch} is not in the folder, as the store has it no longer as it was. */
    void requireAll(String batch) {
        lost.line(batch).ifPresent(line -> {
            throw new IllegalStateException(line);
        });
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private void fetch(JobResult result, Committed committed, StoredImage image) {
        try {
            Artifact picture = image.artifacts().get(0);
            String name = name(result, committed, image, false);
            String prompt = committed.parameters().text().prompt();
            keep(picture, name, name(result, committed, image, true))
                    .ifPresentOrElse(
                            file -> kept.accept(picture.key(), new ContactSheet.Picture(file, prompt)),
                            () -> lost.add(picture.key(), name));
        } catch (IOException e) {
            failure.compareAndSet(null, new UncheckedIOException(e));
        } catch (RuntimeException e) {
            failure.compareAndSet(null, e);
        }
    }

    /**
     * Under {@code other} where another picture of this batch has the name: row {@code cat-0} meets the first of row {@code cat}.
     * Nothing where the store has not what was committed.
     */
    private Optional<Path> keep(Artifact picture, String name, String other) throws IOException {
        Path standing = standing(picture, name, other);
        if (standing != null) {
            return Optional.of(standing);
        }
        Optional<byte[]> bytes = get(picture.key()).filter(found -> isOf(picture, found));
        if (bytes.isEmpty()) {
            return Optional.empty();
        }
        synchronized (this) {
            Path file = place(name, other);
            WholeFile.write(file, bytes.get());
            return Optional.of(file);
        }
    }

    private Optional<byte[]> get(String key) {
        try {
            return Optional.of(store.get(key));
        } catch (StoreException e) {
            if (e.passing() || store.stat(key).isPresent()) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /** The picture's own file where it was fetched before, by this run or an earlier one; else {@code null}. */
    private synchronized Path standing(Artifact picture, String name, String other) throws IOException {
        for (String each : List.of(name, other)) {
            Path file = folder.resolve(each);
            if (stands(file, picture)) {
                return claimed(file) ? file : null;
            }
            if (!isOfThisRun(file)) {
                return null;
            }
        }
        return null;
    }

    /** What an earlier batch left under a name is overwritten; what this one has there is not. */
    private Path place(String name, String other) throws IOException {
        Path file = folder.resolve(name);
        return isOfThisRun(file) ? folder.resolve(other) : file;
    }

    private boolean isOfThisRun(Path file) throws IOException {
        return Files.exists(file) && Files.getLastModifiedTime(file).compareTo(start) >= 0;
    }

    /** Makes a file look as if it were written now. False for another user's, which is better replaced by one's own. */
    private boolean claimed(Path file) throws IOException {
        try {
            if (!isOfThisRun(file)) {
                Files.setLastModifiedTime(file, start);
            }
            return true;
        } catch (FileSystemException e) {
            return false;
        }
    }

    private static boolean stands(Path file, Artifact picture) throws IOException {
        return Files.exists(file) && Files.size(file) == picture.bytes() && isOf(picture, Files.readAllBytes(file));
    }

    private static boolean isOf(Artifact picture, byte[] bytes) {
        return bytes.length == picture.bytes() && Digests.sha256(bytes).equals(picture.sha256());
    }

    /** In whole milliseconds, so that no file system rounds it down. */
    private static FileTime now(Path folder) {
        try {
            Files.createDirectories(folder);
            Path probe = Files.createTempFile(folder, ".now", ".part");
            try {
                return FileTime.fromMillis(Files.getLastModifiedTime(probe).toMillis());
            } finally {
                Files.delete(probe);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String name(JobResult result, Committed committed, StoredImage image, boolean withRow) {
        long number = result.id().row();
        String id = result.origin().rowId();
        String row = withRow ? FileNames.withRow(id, number) : FileNames.ofRow(id, number);
        String which = committed.images().size() > 1 ? "-" + image.index() : "";
        return row + which + "." + committed.parameters().output().format().extension();
    }
}
