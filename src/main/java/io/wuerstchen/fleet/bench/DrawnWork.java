package io.wuerstchen.fleet.bench;

import io.wuerstchen.fleet.common.job.Parameters;
import io.wuerstchen.fleet.worker.generate.MicroBatchKey;
import io.wuerstchen.fleet.worker.wuerstchen.Drawing;
import io.wuerstchen.fleet.worker.wuerstchen.Sampling;
import java.util.List;
import java.util.stream.IntStream;

/** What a model is given to draw while it is measured. */
record DrawnWork(Parameters parameters) {
    Sampling sampling() {
        return MicroBatchKey.of(parameters).sampling();
    }

    /** One prompt, a seed each. */
    List<Drawing> alike(int images) {
        return IntStream.range(0, images)
                .mapToObj(i -> drawing(parameters.text().prompt(), i))
                .toList();
    }

    /** A prompt and a seed each, so that no text stands for two. */
    List<Drawing> different(int images) {
        return IntStream.range(0, images)
                .mapToObj(i -> drawing(parameters.text().prompt() + ", " + (i + 1), i))
                .toList();
    }

    private Drawing drawing(String prompt, int index) {
        return new Drawing(
                prompt,
                parameters.text().negativePrompt(),
                parameters.canvas().seedOf(index),
                parameters.prior().guidance(),
                parameters.decoder().guidance());
    }
}
