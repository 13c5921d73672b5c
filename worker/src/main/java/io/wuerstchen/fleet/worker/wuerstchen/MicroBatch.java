package io.wuerstchen.fleet.worker.wuerstchen;

import ai.djl.ndarray.NDArray;
import io.wuerstchen.fleet.worker.wuerstchen.StepListener.Stage;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** Drawings that share a denoising loop, each with its generator, which serves both stages in turn. */
record MicroBatch(Sampling sampling, List<Drawing> drawings, List<TorchGenerator> generators, StepListener listener) {

    /** @throws IllegalArgumentException if there is none, or guidance is on for some and off for others */
    static MicroBatch of(Sampling sampling, List<Drawing> drawings, StepListener listener) {
        if (drawings.isEmpty()) {
            throw new IllegalArgumentException("drawings: none (expected: one or more)");
        }
        checkAllOrNone("prior_guidance", drawings, Drawing::guidesPrior);
        checkAllOrNone("decoder_guidance", drawings, Drawing::guidesDecoder);
        List<TorchGenerator> generators = drawings.stream()
                .map(drawing -> new TorchGenerator(drawing.seed()))
                .toList();
        return new MicroBatch(sampling, List.copyOf(drawings), generators, listener);
    }

    /** Some of its pictures, with their generators. */
    MicroBatch part(int from, int to) {
        return new MicroBatch(sampling, drawings.subList(from, to), generators.subList(from, to), listener);
    }

    /** Rows of those pictures among all, which with guidance are there once more for their negative prompts. */
    NDArray rows(NDArray all, int from, int to) {
        NDArray some = all.get(from + ":" + to);
        boolean twice = all.getShape().get(0) == 2L * size();
        return twice ? some.concat(all.get((size() + from) + ":" + (size() + to)), 0) : some;
    }

    int size() {
        return drawings.size();
    }

    boolean guidesPrior() {
        return drawings.get(0).guidesPrior();
    }

    boolean guidesDecoder() {
        return drawings.get(0).guidesDecoder();
    }

    /** Prompts, and after them the negative ones where guidance needs them. */
    List<String> texts(boolean guided) {
        Stream<String> prompts = drawings.stream().map(Drawing::prompt);
        Stream<String> negatives = drawings.stream().map(Drawing::negativePrompt);
        return (guided ? Stream.concat(prompts, negatives) : prompts).toList();
    }

    List<Float> scales(boolean guided, ToDoubleFunction<Drawing> scale) {
        return guided
                ? drawings.stream()
                        .map(drawing -> (float) scale.applyAsDouble(drawing))
                        .toList()
                : List.of();
    }

    /** The device has come back from a call. */
    void progress() {
        listener.onProgress();
    }

    void report(Stage stage, int done, int total) {
        listener.onStep(stage, done, total);
    }

    private static void checkAllOrNone(String name, List<Drawing> drawings, Predicate<Drawing> guides) {
        long guided = drawings.stream().filter(guides).count();
        if (guided != 0 && guided != drawings.size()) {
            throw new IllegalArgumentException(name + ": above 1 for " + guided + " of " + drawings.size()
                    + " drawings (expected: for all of a micro-batch or for none)");
        }
    }
}
