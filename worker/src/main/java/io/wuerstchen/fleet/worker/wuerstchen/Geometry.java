package io.wuerstchen.fleet.worker.wuerstchen;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Sides in pixels, in image embeddings and in latents, and which of them a model can draw.
 *
 * @param resolutionMultiple pixels to an image embedding along a side, 42.67 as released
 * @param latentScale latents to an image embedding along a side, 10.67 as released
 * @param divisor of a side in latents, so that every level of the decoder halves evenly
 */
record Geometry(double resolutionMultiple, double latentScale, int divisor, long maxPixels) {
    /** What users may ask for, whatever the model. */
    private static final int PIXEL_STEP = 128;

    int embeddings(int pixels) {
        return (int) Math.ceil(pixels / resolutionMultiple);
    }

    int latents(int pixels) {
        return (int) (embeddings(pixels) * latentScale);
    }

    /** @throws IllegalArgumentException if the model cannot draw the size; the message names the nearest that it can */
    void check(int width, int height) {
        checkSide("width", width);
        checkSide("height", height);
        long pixels = (long) width * height;
        if (pixels > maxPixels) {
            double shrink = Math.sqrt((double) maxPixels / pixels);
            throw new IllegalArgumentException("size: " + width + "x" + height + " (expected: at most " + maxPixels
                    + " pixels, nearest " + below((int) (width * shrink)) + "x" + below((int) (height * shrink)) + ")");
        }
    }

    /** Sides that can be drawn, from the smallest on; a square of such a side is within the largest size. */
    IntStream sides() {
        return IntStream.rangeClosed(1, (int) Math.sqrt(maxPixels) / PIXEL_STEP)
                .map(step -> step * PIXEL_STEP)
                .filter(this::valid);
    }

    private void checkSide(String name, int pixels) {
        if (valid(pixels)) {
            return;
        }
        int step = Math.floorDiv(pixels, PIXEL_STEP);
        String nearest = Stream.of(nearest(step, -1), nearest(step + 1, 1))
                .flatMap(Optional::stream)
                .map(String::valueOf)
                .collect(Collectors.joining(" and "));
        throw new IllegalArgumentException(name + ": " + pixels + " (expected: a multiple of " + PIXEL_STEP + ", "
                + (nearest.isEmpty() ? "but this model can draw none" : "nearest " + nearest) + ")");
    }

    private boolean valid(int pixels) {
        return pixels > 0 && pixels % PIXEL_STEP == 0 && latents(pixels) > 0 && latents(pixels) % divisor == 0;
    }

    private int below(int pixels) {
        return nearest(pixels / PIXEL_STEP, -1).or(() -> nearest(1, 1)).orElse(PIXEL_STEP);
    }

    /** The first valid side from step on, up or down. */
    private Optional<Integer> nearest(int step, int direction) {
        int most = (int) Math.min(maxPixels / PIXEL_STEP, Integer.MAX_VALUE) / PIXEL_STEP;
        int from = Math.max(Math.min(step, most), direction > 0 ? 1 : 0);
        return IntStream.iterate(from, i -> i > 0 && i <= most, i -> i + direction)
                .map(i -> i * PIXEL_STEP)
                .filter(this::valid)
                .boxed()
                .findFirst();
    }
}
