package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.common.artifact.Digests;
import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.job.JobResult.Committed;
import io.wuerstchen.fleet.common.job.StoredImage;
import io.wuerstchen.fleet.common.job.StoredImage.Artifact;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.sheet.ContactSheet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Fetches the pictures of committed rows into a folder, beside whatever the caller does. */
final class PictureDownloads implements AutoCloseable {
    private static final int THREADS = 2;
    private static final int WAITING = 1000;
    /** For one of them: how many wait at the end, and how large they are, is not known. */
    private static final int LIMIT_SECONDS = 120;

    private final ObjectStore store;
    private final Path folder;
    // A full queue makes the caller fetch by itself, which slows it down to what the store can give.
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            THREADS,
            THREADS,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            new ThreadPoolExecutor.CallerRunsPolicy());
    private final ConcurrentSkipListMap<String, ContactSheet.Picture> pictures = new ConcurrentSkipListMap<>();
    private final AtomicReference<RuntimeException> failure = new AtomicReference<>();

    PictureDownloads(ObjectStore store, Path folder) {
        this.store = store;
        this.folder = folder;
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

    /** In the order of rows. */
    List<ContactSheet.Picture> pictures() {
        return List.copyOf(pictures.values());
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private void fetch(JobResult result, Committed committed, StoredImage image) {
        try {
            Artifact picture = image.artifacts().get(0);
            Path file = keep(picture, name(result, committed, image, false), name(result, committed, image, true));
            pictures.put(
                    picture.key(),
                    new ContactSheet.Picture(file, committed.parameters().text().prompt()));
        } catch (IOException e) {
            failure.compareAndSet(null, new UncheckedIOException(e));
        } catch (RuntimeException e) {
            failure.compareAndSet(null, e);
        }
    }

    /** Under {@code other} where another picture has the name: row {@code cat-0} meets the first of row {@code cat}. */
    private Path keep(Artifact picture, String name, String other) throws IOException {
        Path file = folder.resolve(name);
        if (!stands(file, picture)) {
            byte[] bytes = store.get(picture.key());
            synchronized (this) {
                file = Files.exists(file) ? folder.resolve(other) : file;
                WholeFile.write(file, bytes);
            }
        }
        return file;
    }

    /** Fetched before, by this run or an earlier one. */
    private static boolean stands(Path file, Artifact picture) throws IOException {
        return Files.exists(file)
                && Files.size(file) == picture.bytes()
                && Digests.sha256(Files.readAllBytes(file)).equals(picture.sha256());
    }

    private static String name(JobResult result, Committed committed, StoredImage image, boolean withRow) {
        long number = result.id().row();
        String id = result.origin().rowId();
        String row = withRow ? FileNames.withRow(id, number) : FileNames.ofRow(id, number);
        String which = committed.images().size() > 1 ? "-" + image.index() : "";
        return row + which + "." + committed.parameters().output().format().extension();
    }
}
