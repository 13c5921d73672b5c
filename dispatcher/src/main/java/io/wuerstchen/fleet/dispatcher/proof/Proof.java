package io.wuerstchen.fleet.dispatcher.proof;

import io.wuerstchen.fleet.dispatcher.proof.Finding.Problem;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a batch came to, and whether that is proven.
 *
 * @param finished whether the batch has ended
 * @param problems how many there are of each
 */
public record Proof(RowCounts rows, boolean finished, Map<Problem, Long> problems) {
    public Proof {
        problems = Map.copyOf(problems);
    }

    /** How sure it is. */
    public enum Verdict {
        /** Every row has exactly one outcome, and the objects in the store are those of committed rows, whole. */
        PROVEN,
        /** Something is wrong. */
        NOT_PROVEN,
        /** Nothing is wrong, but rows are open or objects too young. */
        UNFINISHED
    }

    public Verdict verdict() {
        if (orphans() > 0 || count(Problem.MISSING) + count(Problem.DIFFERING) + count(Problem.TORN) > 0) {
            return Verdict.NOT_PROVEN;
        }
        return finished && count(Problem.PENDING) == 0 ? Verdict.PROVEN : Verdict.UNFINISHED;
    }

    public boolean hasStrays() {
        return count(Problem.STRAY) > 0;
    }

    /** Whether nothing is wrong but strays. */
    public boolean onlyStrays() {
        return finished
                && problems.keySet().stream().allMatch(found -> found == Problem.STRAY || found == Problem.PENDING);
    }

    /** In one line, with what is open or pending at its end, if anything is. */
    public String line() {
        String line = "requested=" + rows.requested() + " committed=" + rows.committed() + " dead=" + rows.dead()
                + " rejected=" + rows.rejected() + " cancelled=" + rows.cancelled() + " missing="
                + count(Problem.MISSING) + " differing=" + count(Problem.DIFFERING) + " orphans=" + orphans() + " torn="
                + count(Problem.TORN);
        return line
                + unlessNone(" open=", finished ? 0 : rows.open())
                + unlessNone(" pending=", count(Problem.PENDING));
    }

    /** As it is once {@code repaired} problems of a kind are mended. */
    Proof without(Problem problem, long repaired) {
        Map<Problem, Long> left = new EnumMap<>(Problem.class);
        left.putAll(problems);
        left.computeIfPresent(problem, (mended, count) -> count == repaired ? null : count - repaired);
        return new Proof(rows, finished, left);
    }

    private long orphans() {
        return count(Problem.ORPHAN) + count(Problem.STRAY);
    }

    private long count(Problem problem) {
        return problems.getOrDefault(problem, 0L);
    }

    private static String unlessNone(String name, long count) {
        return count == 0 ? "" : name + count;
    }
}
