package io.wuerstchen.fleet.worker.wuerstchen.nn;

import ai.djl.ndarray.NDArray;

/** Depthwise convolution, then two linear layers per pixel around a global response norm, added to the input. */
public final class ResBlock {
    private static final int EXPANSION = 4;

    private final Convolution depthwise;
    private final LayerNorm norm;
    private final Linear expand;
    private final GlobalResponseNorm response;
    private final Linear contract;

    /**
     * @param kernel side of the depthwise kernel, odd
     * @param skip channels that are joined to the normed input, 0 for none
     */
    public ResBlock(Parameters parameters, int channels, int kernel, int skip) {
        long wide = (long) EXPANSION * channels;
        depthwise = Convolution.depthwise(parameters.at("depthwise"), channels, kernel, kernel / 2);
        norm = LayerNorm.plain(parameters, channels);
        expand = Linear.of(parameters.at("channelwise.0"), (long) channels + skip, wide);
        response = new GlobalResponseNorm(parameters.at("channelwise.2"), wide);
        contract = Linear.of(parameters.at("channelwise.4"), wide, channels);
    }

    private ResBlock(ResBlock block, Linear expand) {
        depthwise = block.depthwise;
        norm = block.norm;
        this.expand = expand;
        response = block.response;
        contract = block.contract;
    }

    /** This block where the end of its skip is what a layer makes of something narrower, which from then on is the end itself. */
    public ResBlock over(Linear mapper) {
        return new ResBlock(this, expand.over(mapper));
    }

    /** x [B, H, W, C] gives [B, H, W, C]. */
    public NDArray forward(NDArray x) {
        return x.add(channelwise(norm.forward(depthwise.forward(x))));
    }

    /** As {@link #forward(NDArray)} with skip [B, H, W, S] joined after the norm. */
    public NDArray forward(NDArray x, NDArray skip) {
        NDArray joined = norm.forward(depthwise.forward(x)).concat(skip, 3); // [B, H, W, C + S]
        return x.add(channelwise(joined));
    }

    private NDArray channelwise(NDArray x) {
        NDArray wide = expand.forward(x); // [B, H, W, 4C]
        NDArray active = wide.getNDArrayInternal().gelu();
        wide.close();
        NDArray normed = response.forward(active);
        active.close();
        return contract.forward(normed); // [B, H, W, C]
    }
}
