package io.wuerstchen.fleet.dispatcher;

import io.wuerstchen.fleet.common.job.GenerationJob;
import io.wuerstchen.fleet.dispatcher.BatchManifest.Pinned;
import io.wuerstchen.fleet.dispatcher.archive.InputReader;
import io.wuerstchen.fleet.dispatcher.intake.PromptRow;
import io.wuerstchen.fleet.dispatcher.intake.Row;
import io.wuerstchen.fleet.dispatcher.plan.JobPlanner;
import java.util.Iterator;
import java.util.PrimitiveIterator;

/**
 * A batch's rows as jobs, from its input in the store: new ones in order, and any other once more. A row makes the same job each
 * time. One thread only.
 */
final class JobSource implements AutoCloseable {
    private final InputReader forward;
    private final InputReader anywhere;
    private final JobPlanner planner;

    /** Of a batch that is bound to a model. */
    static JobSource of(Assignment assignment, Pinned pinned) {
        return new JobSource(
                new InputReader(assignment.objects(), assignment.input()),
                new InputReader(assignment.objects(), assignment.input()),
                PinnedPlan.of(assignment.submission(), pinned));
    }

    /** Takes over the readers, of the same input, and closes them. */
    private JobSource(InputReader forward, InputReader anywhere, JobPlanner planner) {
        this.forward = forward;
        this.anywhere = anywhere;
        this.planner = planner;
    }

    /** A row that is read for the first time. */
    Row row(long number) {
        return forward.read(number);
    }

    /** Throws {@link io.wuerstchen.fleet.common.job.InvalidJobException} where what the row asks for can't be had. */
    GenerationJob plan(PromptRow row) {
        return planner.plan(row);
    }

    /** The job of a row that has been published before. */
    GenerationJob again(long number) {
        return planner.plan((PromptRow) anywhere.read(number));
    }

    /** The jobs of rows that have been published before, made one after the other. */
    Iterator<GenerationJob> again(PrimitiveIterator.OfLong rows, Runnable beforeEach) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return rows.hasNext();
            }

            @Override
            public GenerationJob next() {
                beforeEach.run();
                return again(rows.nextLong());
            }
        };
    }

    @Override
    public void close() {
        forward.close();
        anywhere.close();
    }
}
