package io.wuerstchen.fleet.dispatcher.proof;

import static io.wuerstchen.fleet.common.artifact.ObjectNames.ROWS_PER_FOLDER;

import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.job.StoredImage.Artifact;
import io.wuerstchen.fleet.common.storage.ObjectStore.Entry;
import io.wuerstchen.fleet.dispatcher.archive.InputReader;
import io.wuerstchen.fleet.dispatcher.archive.Outcomes;
import io.wuerstchen.fleet.dispatcher.archive.ResultSegments;
import io.wuerstchen.fleet.dispatcher.intake.RejectedRow;
import io.wuerstchen.fleet.dispatcher.intake.Row;
import io.wuerstchen.fleet.dispatcher.proof.Finding.Problem;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The rows of one folder: what their input and their results say, against the objects that stand. Results are read before
 * objects are listed, so that an object which a result names stands by then. One thread only.
 */
final class BlockProof {
    private final Subject subject;
    private final long block;
    private final ByteCheck bytes;
    private final Map<Long, RowOutcomes> outcomes = new HashMap<>();
    private final Map<Long, RowState> states = new HashMap<>();
    private final Map<String, Claim> claims = new HashMap<>();
    private final List<Finding> findings = new ArrayList<>();

    BlockProof(Subject subject, long block, ByteCheck bytes) {
        this.subject = subject;
        this.block = block;
        this.bytes = bytes;
    }

    Found run() throws InterruptedException {
        readResults();
        readInput();
        for (String kind : Reconciliation.KINDS) {
            compare(subject.names().folder(subject.objects().batch(), kind, block));
        }
        tellMissing();
        Map<RowState, Long> counts = new EnumMap<>(RowState.class);
        states.values().forEach(state -> counts.merge(state, 1L, Long::sum));
        return new Found(RowCounts.of(counts), findings);
    }

    private void readResults() {
        ResultSegments.read(subject.objects(), subject.input().file(), block, new Outcomes() {
            @Override
            public void result(JobResult result) {
                of(result.id().row()).add(result);
            }

            @Override
            public void rejected(RejectedRow row) {
                of(row.place().row()).reject();
            }
        });
    }

    private RowOutcomes of(long row) {
        return outcomes.computeIfAbsent(row, none -> new RowOutcomes(subject.names(), subject.history()));
    }

    private void readInput() {
        long until = (block + 1) * ROWS_PER_FOLDER;
        try (InputReader rows = InputReader.from(subject.objects(), subject.input(), block * ROWS_PER_FOLDER)) {
            for (Optional<Row> row = rows.next(); row.isPresent(); row = rows.next()) {
                if (row.get().place().row() >= until) {
                    return;
                }
                enter(row.get());
            }
        }
    }

    private void enter(Row row) {
        long number = row.place().row();
        RowOutcomes of = outcomes.remove(number);
        RowState state = state(row, of);
        states.put(number, state);
        if (state == RowState.COMMITTED) {
            of.objects().forEach(object -> claims.put(object.key(), new Claim(number, object)));
            findings.addAll(subject.demand().unmet(row, of));
        } else if (state == RowState.OPEN && subject.finished()) {
            findings.add(new Finding(Problem.MISSING, number, null, "no outcome, though the batch has ended"));
        }
    }

    private RowState state(Row row, RowOutcomes of) {
        if (of != null && of.state() != RowState.OPEN) {
            return of.state();
        }
        return row instanceof RejectedRow ? RowState.REJECTED : subject.unmentioned();
    }

    private void compare(String folder) throws InterruptedException {
        for (Listing pages = new Listing(subject.store(), folder); pages.hasNext(); ) {
            List<Artifact> standing = new ArrayList<>();
            for (Entry entry : pages.next()) {
                Claim claim = claims.remove(entry.key());
                if (claim == null) {
                    unclaimed(entry);
                } else if (entry.bytes() != claim.object.bytes()) {
                    findings.add(claim.torn(entry.bytes() + " bytes"));
                } else {
                    standing.add(claim.object);
                }
            }
            findings.addAll(bytes.check(standing));
        }
    }

    private void unclaimed(Entry entry) {
        Long row = Listing.row(entry.key()).filter(states::containsKey).orElse(null);
        RowState state = row == null ? null : states.get(row);
        // Until the batch ends, whoever puts such an object may yet say so, and the end itself looks after the others.
        boolean settled = subject.finished() || state == null || state == RowState.COMMITTED;
        if (!settled || state == RowState.CONFLICT) {
            return;
        }
        Problem problem = state != null && state.leavesStrays() ? Problem.STRAY : Problem.ORPHAN;
        findings.add(Listing.unclaimed(entry, row, problem, subject.youngFrom()));
    }

    private void tellMissing() {
        Map<Long, List<Artifact>> missing = new TreeMap<>();
        for (Claim claim : claims.values()) {
            missing.computeIfAbsent(claim.row, none -> new ArrayList<>()).add(claim.object);
        }
        missing.forEach((row, objects) -> {
            String first =
                    objects.stream().map(Artifact::key).sorted().findFirst().orElseThrow();
            findings.add(new Finding(Problem.MISSING, row, first, "committed, but " + absent(objects.size())));
        });
    }

    private static String absent(int objects) {
        return objects == 1 ? "this object does not stand" : objects + " of its objects do not stand";
    }

    /** An object that a committed result names. */
    private record Claim(long row, Artifact object) {
        Finding torn(String found) {
            return new Finding(Problem.TORN, row, object.key(), found + " (expected: " + object.bytes() + ")");
        }
    }

    /** What came of it; the findings are in no order. */
    record Found(RowCounts rows, List<Finding> findings) {}
}
