package io.wuerstchen.fleet.worker.wuerstchen;

/**
 * vqgan/config.json; absent keys as in diffusers' PaellaVQModel.
 *
 * @param patch side of the squares of pixels that become channels
 * @param width channels at the coarsest level; each finer one has half of them
 * @param scale latents of Stage B times this are what Stage A decodes
 */
public record VqganConfig(int image, int latent, int patch, int levels, int bottleneck, int width, float scale) {
    private static final int RGB = 3;

    public static VqganConfig read(JsonConfig json) {
        json.expect("_class_name", "PaellaVQModel");
        if (json.integer("out_channels", RGB, 1) != RGB) {
            throw json.bad("out_channels", json.integer("out_channels", RGB, 1), "3, for red, green and blue");
        }
        VqganConfig config = new VqganConfig(
                json.integer("in_channels", RGB, 1),
                json.integer("latent_channels", 4, 1),
                json.integer("up_down_scale_factor", 2, 1),
                json.integer("levels", 2, 1),
                json.depth("bottleneck_blocks", 12),
                json.integer("embed_dim", 384, 1),
                (float) json.number("scale_factor", 0.3764));
        if (config.levels > 16 || config.width(0) == 0) {
            throw json.bad("levels", config.levels, "few enough to halve embed_dim " + config.width + " so often");
        }
        return config;
    }

    /** Channels at a level, 0 being the finest. */
    public int width(int level) {
        return width >> (levels - 1 - level);
    }

    /** Pixels to a latent, along a side. */
    int scaleFactor() {
        return patch << (levels - 1);
    }
}
