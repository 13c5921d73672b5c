package io.wuerstchen.fleet.worker.generate;

import io.wuerstchen.fleet.common.job.GenerationJob;
import io.wuerstchen.fleet.common.job.Parameters;
import io.wuerstchen.fleet.worker.wuerstchen.Drawing;

/** Picture {@code index} of a job: the unit that micro-batches are made of. */
public record PlannedImage(GenerationJob job, int index) {
    /** What the model needs to know of it. */
    public Drawing drawing() {
        Parameters parameters = job.parameters();
        return new Drawing(
                parameters.text().prompt(),
                parameters.text().negativePrompt(),
                seed(),
                parameters.prior().guidance(),
                parameters.decoder().guidance());
    }

    public long seed() {
        return job.parameters().canvas().seedOf(index);
    }
}
