package io.wuerstchen.fleet.dispatcher.proof;

import io.wuerstchen.fleet.common.job.GenerationJob;
import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.dispatcher.intake.PromptRow;
import io.wuerstchen.fleet.dispatcher.intake.Row;
import io.wuerstchen.fleet.dispatcher.plan.JobPlanner;
import io.wuerstchen.fleet.dispatcher.proof.Finding.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What rows ask for, against what their committed results say. Safe for all threads.
 *
 * @param planner makes the job of a row once more; empty where that can't be known, and then a result is taken at its word for all
 *     but id and prompt
 */
record Demand(Optional<JobPlanner> planner) {
    /** What is wrong with the results of a committed row. */
    List<Finding> unmet(Row row, RowOutcomes of) {
        List<Finding> findings = new ArrayList<>();
        if (of.differs()) {
            findings.add(
                    differing(row, of, "two committed results that name other objects, or the same with other bytes"));
        } else if (!(row instanceof PromptRow prompt && of.isOf(prompt))) {
            findings.add(differing(row, of, "a committed result of another id or prompt"));
        } else {
            check(prompt, of, findings);
        }
        if (!of.isWhole()) {
            findings.add(lacking(row, of));
        }
        return findings;
    }

    private void check(PromptRow row, RowOutcomes of, List<Finding> findings) {
        try {
            Optional<GenerationJob> asked = planner.map(known -> known.plan(row));
            if (!asked.map(of::isDrawnAs).orElse(true)) {
                findings.add(differing(row, of, "a committed result of another model, size or seed"));
            }
            if (of.isWhole() && !asked.map(of::namesAllOf).orElse(true)) {
                findings.add(lacking(row, of));
            }
        } catch (InvalidJobException e) {
            findings.add(differing(row, of, "committed, though it can't be had: " + e.getMessage()));
        }
    }

    private static Finding lacking(Row row, RowOutcomes of) {
        String reason = "a committed result that lacks objects which the row asks for";
        return new Finding(Problem.MISSING, row.place().row(), of.first(), reason);
    }

    private static Finding differing(Row row, RowOutcomes of, String reason) {
        return new Finding(Problem.DIFFERING, row.place().row(), of.first(), reason);
    }
}
