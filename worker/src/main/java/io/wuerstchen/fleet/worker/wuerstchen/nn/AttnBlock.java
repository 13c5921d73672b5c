package io.wuerstchen.fleet.worker.wuerstchen.nn;

import ai.djl.ndarray.NDArray;

/** Attention of every pixel to all pixels and to the text, added to the input. */
public final class AttnBlock {
    private final Kernels kernels;
    private final int heads;
    private final LayerNorm norm;
    private final Linear textMapper;
    private final Linear toQueries;
    private final Linear toKeys;
    private final Linear toValues;
    private final Linear toOut;

    public AttnBlock(Parameters parameters, int channels, int textWidth, int heads) {
        this.kernels = parameters.kernels();
        this.heads = heads;
        // As the reference has it: what does not divide by the heads is left out.
        long inner = (long) channels / heads * heads;
        norm = LayerNorm.plain(parameters, channels);
        textMapper = Linear.of(parameters.at("kv_mapper.1"), textWidth, channels);
        toQueries = Linear.of(parameters.at("attention.to_q"), channels, inner);
        toKeys = Linear.of(parameters.at("attention.to_k"), channels, inner);
        toValues = Linear.of(parameters.at("attention.to_v"), channels, inner);
        toOut = Linear.of(parameters.at("attention.to_out.0"), inner, channels);
    }

    /** Reads the text, [B, T, textWidth]. */
    public KeysAndValues read(NDArray text) {
        NDArray mapped = textMapper.forward(Activation.SILU.forward(kernels, text)); // [B, T, C]
        return new KeysAndValues(toKeys.forward(mapped), toValues.forward(mapped));
    }

    /** x [B, H, W, C] gives [B, H, W, C]. */
    public NDArray forward(NDArray x, KeysAndValues text) {
        long batch = x.getShape().get(0);
        long channels = x.getShape().get(3);
        NDArray pixels = norm.forward(x).reshape(batch, -1, channels); // [B, HW, C]
        NDArray keys = toKeys.forward(pixels).concat(text.keys(), 1); // [B, HW + T, C]
        NDArray values = toValues.forward(pixels).concat(text.values(), 1);
        NDArray attended = kernels.attention(toQueries.forward(pixels), keys, values, heads); // [B, HW, C]
        return toOut.plus(
                x, attended.reshape(batch, x.getShape().get(1), x.getShape().get(2), -1));
    }
}
