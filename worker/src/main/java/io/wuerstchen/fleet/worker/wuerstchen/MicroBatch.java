package io.wuerstchen.fleet.worker.wuerstchen;

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
