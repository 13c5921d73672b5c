package io.wuerstchen.fleet.worker.wuerstchen;

import java.util.List;

/**
 * One finished picture.
 *
 * @param imageEmbeddings what Stage C made, [1, E, h, w]
 * @param latents what Stage B made, [1, L, H, W], before scale_factor
 * @param warnings what its user should know, such as a prompt that was cut
 */
public record Picture(
        RgbImage image, Tensor imageEmbeddings, Tensor latents, NoiseDrawn noiseDrawn, List<String> warnings) {
    public Picture {
        warnings = List.copyOf(warnings);
    }

    public int width() {
        return image.width();
    }

    public int height() {
        return image.height();
    }

    public byte[] rgb() {
        return image.rgb();
    }
}
