package io.wuerstchen.fleet.worker.checkpoint;

import io.wuerstchen.fleet.worker.wuerstchen.BadImageException;
import io.wuerstchen.fleet.worker.wuerstchen.Drawing;
import io.wuerstchen.fleet.worker.wuerstchen.Picture;
import io.wuerstchen.fleet.worker.wuerstchen.Sampling;
import io.wuerstchen.fleet.worker.wuerstchen.Timesteps;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A small picture, drawn twice: finite, not of one colour, and the same both times. */
final class Canary {
    private static final String PLACE = "canary";
    private static final int SEED = 1;
    private static final double GUIDANCE = 4;

    private Canary() {}

    /** What is drawn: a few steps are enough for every weight to be used. */
    static Sampling sampling(int side) {
        return new Sampling(side, side, Timesteps.ofSteps(2), Timesteps.ofSteps(2));
    }

    static Drawing drawing() {
        return new Drawing("a red apple on a blue background", "", SEED, GUIDANCE, 0);
    }

    /** @param draws the same picture each time it is asked */
    static List<Fault> run(Supplier<Picture> draws) {
        try {
            return compare(draws.get(), draws.get());
        } catch (BadImageException e) {
            return List.of(Fault.of(PLACE, e.getMessage(), "numbers, and some light"));
        }
    }

    private static List<Fault> compare(Picture first, Picture second) {
        List<Fault> faults = new ArrayList<>();
        if (first.image().isFlat()) {
            faults.add(Fault.of(PLACE, "one colour all over", "a picture"));
        }
        differing(first, second)
                .ifPresent(what -> faults.add(Fault.of(PLACE, "other " + what + " the second time", "the same")));
        return faults;
    }

    private static Optional<String> differing(Picture first, Picture second) {
        if (!Arrays.equals(
                first.imageEmbeddings().values(), second.imageEmbeddings().values())) {
            return Optional.of("image embeddings");
        }
        if (!Arrays.equals(first.latents().values(), second.latents().values())) {
            return Optional.of("latents");
        }
        return Arrays.equals(first.rgb(), second.rgb()) ? Optional.empty() : Optional.of("pixels");
    }
}
