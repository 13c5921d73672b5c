package io.wuerstchen.fleet.dispatcher.archive;

import io.wuerstchen.fleet.common.storage.Permission;
import io.wuerstchen.fleet.common.storage.StoreException;
import io.wuerstchen.fleet.dispatcher.archive.ResultSegments.Segment;
import io.wuerstchen.fleet.dispatcher.ledger.Snapshot;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores what a batch leaves on its way, on a thread of its own, so that publishing never waits for the store: segments first,
 * and only then the snapshot that counts on them. One {@link Entry} at a time. A store that is away is waited for.
 */
public final class Recorder implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Recorder.class);
    /** Blocks whose next number is known; past this many they are looked up again. */
    private static final int KNOWN = 1000;

    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(5);

    private final BatchObjects objects;
    private final Snapshots snapshots;
    private final Permission permission;
    private final ExecutorService thread;
    private final Map<Long, Integer> sequences = new HashMap<>();
    private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);

    /**
     * @param permission to write, asked at each attempt and renewed where it is late; where it is lost nothing more is stored
     */
    public Recorder(BatchObjects objects, Permission permission) {
        this.objects = objects.permitted(permission);
        this.snapshots = new Snapshots(this.objects);
        this.permission = permission;
        this.thread = Executors.newSingleThreadExecutor(task -> {
            Thread recorder = new Thread(task, "recorder-" + objects.batch());
            recorder.setDaemon(true);
            return recorder;
        });
    }

    /** Whether the last entry is stored; throws what has kept it from that for good. */
    public boolean idle() {
        if (last.isCompletedExceptionally()) {
            await(Duration.ZERO);
        }
        return last.isDone();
    }

    /** Begins to store an entry; only when {@link #idle}. */
    public void store(Entry entry) {
        last = CompletableFuture.runAsync(() -> put(entry), thread);
    }

    /** Waits for the last entry; {@code false} if that took longer than {@code most}. Not to be interrupted. */
    public boolean await(Duration most) {
        try {
            last.get(most.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException known ? known : new IllegalStateException(e.getCause());
        }
    }

    /** Gives up what is not stored. */
    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void put(Entry entry) {
        entry.segments.forEach(this::put);
        patiently(() -> snapshots.put(entry.stamp, entry.snapshot));
    }

    private void put(Segment segment) {
        LinesWriter lines = new LinesWriter();
        lines.addAll(segment.lines());
        byte[] zstd = lines.pack().zstd();
        if (sequences.size() > KNOWN) {
            sequences.clear();
        }
        patiently(() -> {
            int sequence = sequences.computeIfAbsent(segment.block(), objects::nextResults);
            while (!objects.putResults(segment.block(), sequence, zstd)) {
                sequence++;
            }
            sequences.put(segment.block(), sequence + 1);
        });
    }

    private void patiently(Runnable call) {
        while (true) {
            try {
                permission.write(call);
                return;
            } catch (StoreException e) {
                if (!e.passing() || thread.isShutdown()) {
                    throw e;
                }
                log.atWarn().addKeyValue("reason", e.getMessage()).log("the store is away, trying again");
            }
            pause();
        }
    }

    private static void pause() {
        try {
            TimeUnit.NANOSECONDS.sleep(BETWEEN_TRIES.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("interrupted while the store was away", e);
        }
    }

    /** What is stored in one go. */
    @SuppressWarnings("ArrayRecordComponent") // Bytes on their way through, never compared.
    public record Entry(List<Segment> segments, Snapshot.Stamp stamp, byte[] snapshot) {}
}
