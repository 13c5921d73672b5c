package io.wuerstchen.fleet.export;

import io.wuerstchen.fleet.export.sample.Sample;
import io.wuerstchen.fleet.export.shard.ShardPlan;
import io.wuerstchen.fleet.export.shard.ShardPlanner;
import io.wuerstchen.fleet.export.shard.ShardSeal;
import io.wuerstchen.fleet.export.shard.ShardWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;

/** Has shards written as they are planned, some at once; those that stand there already are left as they are. */
final class Shards {
    private final ShardWriter writer;
    private final ExportThreads threads;
    private final ExportState state;
    private final ExportListener listener;
    private final Semaphore free;
    private final List<FutureTask<ShardSeal>> tasks = new ArrayList<>();

    Shards(ShardWriter writer, ExportThreads threads, ExportState state, ExportListener listener) {
        this.writer = writer;
        this.threads = threads;
        this.state = state;
        this.listener = listener;
        free = new Semaphore(threads.atOnce());
    }

    /** Every planned shard, split by split, or what kept one from being written. */
    List<ShardSeal> all(ShardPlanner planner) throws IOException, InterruptedException {
        for (Optional<ShardPlan> plan = planner.next(); plan.isPresent(); plan = planner.next()) {
            start(plan.get());
        }
        List<ShardSeal> seals = new ArrayList<>();
        for (FutureTask<ShardSeal> task : tasks) {
            seals.add(sealed(task));
        }
        seals.sort(Comparator.comparing((ShardSeal seal) -> seal.plan().split())
                .thenComparing(seal -> seal.plan().number()));
        return seals;
    }

    private void start(ShardPlan plan) throws IOException, InterruptedException {
        state.requireSame(plan);
        Optional<ShardSeal> there = writer.find(plan);
        if (there.isPresent()) {
            listener.done(plan.size().rows(), plan.size().samples(), plan.size().bytes());
            add(there::get).run();
            return;
        }
        free.acquire();
        requireNoFailure();
        threads.shards().execute(add(() -> write(plan)));
    }

    private FutureTask<ShardSeal> add(Callable<ShardSeal> work) {
        FutureTask<ShardSeal> task = new FutureTask<>(work);
        tasks.add(task);
        return task;
    }

    private ShardSeal write(ShardPlan plan) throws IOException, InterruptedException {
        try {
            return writer.write(plan, new RowByRow(listener)::written);
        } finally {
            free.release();
        }
    }

    /** So that a failure ends the export while others are still written, or waited for. */
    void requireNoFailure() throws IOException, InterruptedException {
        for (FutureTask<ShardSeal> task : tasks) {
            if (task.isDone()) {
                sealed(task);
            }
        }
    }

    private static ShardSeal sealed(FutureTask<ShardSeal> task) throws IOException, InterruptedException {
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            if (e.getCause() instanceof UncheckedIOException failure) {
                throw failure.getCause();
            }
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        }
    }

    /** Counts a row with its first picture. */
    private static final class RowByRow {
        private final ExportListener listener;
        private long last = -1;

        RowByRow(ExportListener listener) {
            this.listener = listener;
        }

        void written(Sample sample) {
            listener.done(sample.row() == last ? 0 : 1, 1, sample.picture().bytes());
            last = sample.row();
        }
    }
}
