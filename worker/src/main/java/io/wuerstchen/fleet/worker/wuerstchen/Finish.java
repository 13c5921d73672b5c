package io.wuerstchen.fleet.worker.wuerstchen;

import io.wuerstchen.fleet.worker.wuerstchen.BadImageException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Makes pictures of what left the engine, and keeps those apart that are none. Serves one micro-batch. */
final class Finish {
    private final Map<Integer, Picture> good = new TreeMap<>();
    private final Map<Integer, Kind> bad = new TreeMap<>();

    /** Of one picture; pixels is [1, H, W, 3]. */
    record Parts(Tensor imageEmbeddings, Tensor latents, Tensor pixels) {
        Optional<Kind> defect() {
            if (!imageEmbeddings.isFinite()) {
                return Optional.of(Kind.IMAGE_EMBEDDINGS_NOT_FINITE);
            }
            if (!latents.isFinite()) {
                return Optional.of(Kind.LATENTS_NOT_FINITE);
            }
            return pixels.isFinite() ? Optional.empty() : Optional.of(Kind.PIXELS_NOT_FINITE);
        }

        RgbImage image() {
            int height = Math.toIntExact(pixels.shape().get(1));
            int width = Math.toIntExact(pixels.shape().get(2));
            return RgbImage.of(width, height, pixels.values());
        }
    }

    void add(Parts parts, NoiseDrawn noiseDrawn, List<String> warnings) {
        int place = good.size() + bad.size();
        Optional<Kind> defect = parts.defect();
        if (defect.isPresent()) {
            bad.put(place, defect.get());
            return;
        }
        RgbImage image = parts.image();
        if (image.isBlack()) {
            bad.put(place, Kind.ALL_BLACK);
            return;
        }
        List<String> all = new ArrayList<>(warnings);
        if (image.isFlat()) {
            all.add("image: every pixel has the same colour");
        }
        good.put(place, new Picture(image, parts.imageEmbeddings(), parts.latents(), noiseDrawn, all));
    }

    /** @throws BadImageException if there is one that is none */
    List<Picture> pictures() {
        if (!bad.isEmpty()) {
            throw new BadImageException(good, bad);
        }
        return List.copyOf(good.values());
    }
}
