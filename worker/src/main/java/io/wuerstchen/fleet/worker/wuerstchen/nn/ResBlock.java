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
     * @param mapper what makes the last of these channels of something narrower, which then stands in their place, or null
     */
    public ResBlock(Parameters parameters, int channels, int kernel, int skip, Mapper mapper) {
        Parameters first = parameters.at("channelwise.0");
        long wide = (long) EXPANSION * channels;
        depthwise = Convolution.depthwise(parameters.at("depthwise"), channels, kernel, kernel / 2);
        norm = LayerNorm.plain(parameters, channels);
        long in = (long) channels + skip;
        expand = mapper == null ? Linear.of(first, in, wide) : Linear.over(mapper, first, in, wide);
        response = new GlobalResponseNorm(parameters.at("channelwise.2"), wide);
        contract = Linear.of(parameters.at("channelwise.4"), wide, channels);
    }

    /** x [B, H, W, C] gives [B, H, W, C]. */
    public NDArray forward(NDArray x) {
        return channelwise(x, norm.forward(depthwise.forward(x)));
    }

    /** As {@link #forward(NDArray)} with skip [B, H, W, S] joined after the norm. */
    public NDArray forward(NDArray x, NDArray skip) {
        return channelwise(x, norm.forward(depthwise.forward(x)).concat(skip, 3)); // from [B, H, W, C + S]
    }

    private NDArray channelwise(NDArray x, NDArray mixed) {
        NDArray wide = expand.gelu(mixed); // [B, H, W, 4C]
        NDArray normed = response.inPlace(wide);
        wide.close();
        NDArray result = contract.plus(x, normed); // [B, H, W, C]
        normed.close();
        return result;
    }
}
