package io.wuerstchen.fleet.export.shard;

import io.wuerstchen.fleet.export.sample.Sample;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * Fetches some samples ahead of the one that is asked for, and gives them in order: {@link #MOST} at most, of {@link
 * #MOST_BYTES} together, or one that is larger. One thread only.
 */
public final class FetchAhead<T> {
    private static final int MOST = 16;
    private static final long MOST_BYTES = 64L * 1024 * 1024;

    private final Supplier<Optional<Sample>> samples;
    private final Fetching<T> fetch;
    private final Executor threads;
    private final Deque<Ahead<T>> ahead = new ArrayDeque<>();
    private Optional<Sample> waiting;
    private long bytes;
    private int index;

    /** @param fetch is run by {@code threads} */
    public FetchAhead(Supplier<Optional<Sample>> samples, Fetching<T> fetch, Executor threads) {
        this.samples = samples;
        this.fetch = fetch;
        this.threads = threads;
        waiting = samples.get();
    }

    /** The next one, or whatever its fetching threw. */
    public Optional<T> next() throws InterruptedException {
        fill();
        if (ahead.isEmpty()) {
            return Optional.empty();
        }
        Ahead<T> first = ahead.remove();
        bytes -= first.bytes();
        try {
            return Optional.of(first.task().get());
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        }
    }

    private void fill() {
        while (waiting.isPresent() && hasRoom(waiting.get())) {
            Sample sample = waiting.get();
            int number = index++;
            FutureTask<T> task = new FutureTask<>(() -> fetch.of(sample, number));
            ahead.add(new Ahead<>(task, sample.picture().bytes()));
            bytes += sample.picture().bytes();
            threads.execute(task);
            waiting = samples.get();
        }
    }

    private boolean hasRoom(Sample sample) {
        return ahead.isEmpty()
                || (ahead.size() < MOST && bytes + sample.picture().bytes() <= MOST_BYTES);
    }

    /** Fetches a sample; {@code index} counts them from 0. */
    public interface Fetching<T> {
        T of(Sample sample, int index);
    }

    private record Ahead<T>(FutureTask<T> task, long bytes) {}
}
