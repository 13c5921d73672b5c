package io.wuerstchen.fleet.dispatcher.proof;

import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.common.storage.ObjectStore.Entry;
import io.wuerstchen.fleet.dispatcher.archive.BatchObjects;
import io.wuerstchen.fleet.dispatcher.archive.InputIndex;
import io.wuerstchen.fleet.dispatcher.plan.JobPlanner;
import io.wuerstchen.fleet.dispatcher.proof.Finding.Problem;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Proves what a batch came to: from its input, its results and the objects that stand, never from the ledger. Ten thousand
 * rows at a time, a few of those at once, so that memory does not grow with the batch.
 */
public final class Reconciliation {
    static final List<String> KINDS = List.of("images", "embeddings", "latents");

    /** As long as a job may be locked (30 s) and a put may take (60 s). */
    public static final Duration PENDING = Duration.ofSeconds(90);

    private static final int BLOCKS_AT_ONCE = 4;
    private static final int READS_AT_ONCE = 12;
    private static final Comparator<Finding> BY_ROW = Comparator.comparing(
                    Finding::row, Comparator.nullsLast(Comparator.<Long>naturalOrder()))
            .thenComparing(Finding::problem);

    private final ObjectStore store;
    private final ObjectNames names;
    private final Clock clock;
    private final boolean deep;
    private final Function<BatchObjects, Optional<JobPlanner>> planners;

    /**
     * @param deep whether every byte is read again; else objects are taken at their sizes
     * @param planners what makes a batch's jobs, and so knows what its rows ask for; empty where that can't be known
     */
    public Reconciliation(
            ObjectStore store,
            ObjectNames names,
            Clock clock,
            boolean deep,
            Function<BatchObjects, Optional<JobPlanner>> planners) {
        this.store = store;
        this.names = names;
        this.clock = clock;
        this.deep = deep;
        this.planners = planners;
    }

    /**
     * Proves a batch; tells every finding, in the order of rows, those without one last.
     *
     * @throws InvalidJobException if there is no such batch
     * @throws io.wuerstchen.fleet.common.storage.StoreException if the store fails, or a chunk of the input or a segment of the results is damaged
     * @throws InterruptedException if this thread is interrupted
     */
    public Proof prove(String batch, Consumer<Finding> findings) throws InterruptedException {
        Subject subject = subject(batch);
        Tally tally = new Tally(findings);
        ExecutorService blocks = Executors.newFixedThreadPool(BLOCKS_AT_ONCE);
        ExecutorService readers = Executors.newFixedThreadPool(READS_AT_ONCE);
        try {
            ByteCheck bytes = deep ? ByteCheck.reading(store, readers) : ByteCheck.NONE;
            Deque<Future<BlockProof.Found>> running = new ArrayDeque<>();
            for (long block = 0; block < subject.blocks(); block++) {
                BlockProof proof = new BlockProof(subject, block, bytes);
                running.add(blocks.submit(proof::run));
                if (running.size() > 2 * BLOCKS_AT_ONCE) {
                    tally.add(join(running.remove()));
                }
            }
            while (!running.isEmpty()) {
                tally.add(join(running.remove()));
            }
        } finally {
            blocks.shutdownNow();
            readers.shutdownNow();
        }
        outside(subject, tally);
        return tally.proof(subject);
    }

    private Subject subject(String batch) {
        BatchObjects objects = new BatchObjects(store, names, batch);
        InputIndex input = InputIndex.find(objects)
                .orElseThrow(() -> InvalidJobException.of("batch", batch, "one whose input is in the store"));
        Demand demand = new Demand(planners.apply(objects));
        return new Subject(
                objects, input, History.of(objects), demand, clock.instant().minus(PENDING));
    }

    /** Objects where no row of the batch has any. */
    private void outside(Subject subject, Tally tally) {
        String batch = subject.objects().batch();
        for (String kind : KINDS) {
            Set<String> expected = LongStream.range(0, subject.blocks())
                    .mapToObj(block -> names.folder(batch, kind, block))
                    .collect(Collectors.toSet());
            Set<String> others = new TreeSet<>(store.children(names.folder(batch) + kind + "/"));
            others.removeAll(expected);
            for (String other : others) {
                for (Listing pages = new Listing(store, other); pages.hasNext(); ) {
                    for (Entry entry : pages.next()) {
                        tally.add(Listing.unclaimed(entry, null, Problem.ORPHAN, subject.youngFrom()));
                    }
                }
            }
        }
    }

    /** What came of a task of this package's, which throws nothing checked. */
    static <T> T join(Future<T> answer) throws InterruptedException {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** Adds up what blocks come to. */
    private static final class Tally {
        private final Consumer<Finding> findings;
        private final Map<Problem, Long> problems = new EnumMap<>(Problem.class);
        private RowCounts rows = RowCounts.NONE;

        Tally(Consumer<Finding> findings) {
            this.findings = findings;
        }

        void add(BlockProof.Found found) {
            rows = rows.plus(found.rows());
            found.findings().stream().sorted(BY_ROW).forEach(this::add);
        }

        void add(Finding finding) {
            problems.merge(finding.problem(), 1L, Long::sum);
            findings.accept(finding);
        }

        Proof proof(Subject subject) {
            return new Proof(rows, subject.finished(), problems);
        }
    }
}
