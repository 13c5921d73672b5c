package io.wuerstchen.fleet.worker.wuerstchen;

/**
 * prior/config.json; absent keys as in diffusers' WuerstchenPrior.
 *
 * @param embedding channels of the image embeddings
 * @param width channels inside
 * @param text width of the text states
 * @param timestep values of a timestep's embedding
 */
public record PriorConfig(int embedding, int width, int text, int timestep, int depth, int heads) {
    public static PriorConfig read(JsonConfig json) {
        json.expect("_class_name", "WuerstchenPrior");
        PriorConfig config = new PriorConfig(
                json.integer("c_in", 16, 1),
                json.integer("c", 1280, 1),
                json.integer("c_cond", 1024, 1),
                json.integer("c_r", 64, 4),
                json.depth("depth", 16),
                json.integer("nhead", 16, 1));
        if (config.heads > config.width) {
            throw json.bad("nhead", config.heads, "at most c " + config.width);
        }
        return config;
    }
}
