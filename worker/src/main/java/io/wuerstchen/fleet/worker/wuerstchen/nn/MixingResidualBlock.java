package io.wuerstchen.fleet.worker.wuerstchen.nn;

import ai.djl.ndarray.NDArray;

/** The block of Stage A: a depthwise convolution and a feed-forward, each scaled by a trained number and added to the input. */
public final class MixingResidualBlock {
    private static final int EXPANSION = 4;
    /** Of the widened pixels that are in memory at once: as many as stay in a processor's caches. */
    private static final long WIDE_BYTES = 8 << 20;

    private final Kernels kernels;
    private final LayerNorm norm1;
    private final Convolution depthwise;
    private final float depthwiseScale;
    private final LayerNorm norm2;
    private final Linear expand;
    private final Linear contract;
    private final long pixelsAtOnce;

    public MixingResidualBlock(Parameters parameters, int channels) {
        float[] gammas = parameters.get("gammas", 6).toFloatArray();
        long wide = (long) EXPANSION * channels;
        kernels = parameters.kernels();
        norm1 = LayerNorm.scaled(parameters, channels, 1 + gammas[0], gammas[1]);
        depthwise = Convolution.depthwise(parameters.at("depthwise.1"), channels, 3, 0);
        depthwiseScale = gammas[2];
        norm2 = LayerNorm.scaled(parameters, channels, 1 + gammas[3], gammas[4]);
        expand = Linear.of(parameters.at("channelwise.0"), channels, wide);
        contract = Linear.scaled(gammas[5], parameters.at("channelwise.2"), wide, channels);
        pixelsAtOnce = Math.max(1, WIDE_BYTES / wide / Float.BYTES);
    }

    /** x [B, H, W, C] gives [B, H, W, C]. */
    public NDArray forward(NDArray x) {
        NDArray padded = Scoped.of(() -> padded(norm1.forward(x)));
        NDArray mixed =
                Scoped.of(() -> depthwise.forward(padded).muli(depthwiseScale).addi(x));
        padded.close();
        long batch = x.getShape().get(0);
        NDArray pixels = mixed.reshape(batch, -1, x.getShape().get(3)); // [B, H·W, C]
        for (long picture = 0; picture < batch; picture++) {
            addChannelwise(pixels.get(picture + ":" + (picture + 1)));
        }
        return pixels.reshape(x.getShape());
    }

    /** To x, [1, P, C], in place. */
    private void addChannelwise(NDArray x) {
        long count = x.getShape().get(1);
        for (long first = 0; first < count; first += pixelsAtOnce) {
            NDArray some = x.get(":, " + first + ":" + Math.min(first + pixelsAtOnce, count));
            Scoped.of(() -> some.addi(channelwise(some)));
        }
    }

    private NDArray padded(NDArray x) {
        return kernels.replicationPad2d(x.transpose(0, 3, 1, 2), 1).transpose(0, 2, 3, 1); // [B, H + 2, W + 2, C]
    }

    private NDArray channelwise(NDArray x) {
        return contract.forward(expand.gelu(norm2.forward(x))); // [1, P, C]
    }
}
