package io.wuerstchen.fleet.worker.wuerstchen;

import java.nio.file.Path;
import java.util.List;

/** Which widths and heights a model can draw, by its configurations alone. */
public final class DrawableSides {
    private DrawableSides() {}

    /**
     * Sides in pixels, from the smallest on; width and height may differ.
     *
     * @param maxPixels largest width times height; a square of each side is within it
     * @throws ModelException if the folder is no model's
     */
    public static List<Integer> of(Path modelDirectory, long maxPixels) {
        return geometry(ModelDirectory.of(modelDirectory), maxPixels)
                .sides()
                .boxed()
                .toList();
    }

    static Geometry geometry(ModelDirectory directory, long maxPixels) {
        JsonConfig prior = JsonConfig.read(directory.prior().resolve("model_index.json"));
        JsonConfig decoder = JsonConfig.read(directory.decoder().resolve("model_index.json"));
        DecoderConfig config =
                DecoderConfig.read(JsonConfig.read(directory.decoder().resolve("decoder/config.json")));
        return new Geometry(
                prior.positive("resolution_multiple", 42.67),
                decoder.positive("latent_dim_scale", 10.67),
                config.sideDivisor(),
                maxPixels);
    }
}
