package io.wuerstchen.fleet.worker.wuerstchen;

/**
 * How many values a picture's generator had drawn, so that whoever decodes the embeddings again can go on from there.
 *
 * @param afterPrior when Stage C was done
 * @param inAll when Stage B was done
 */
public record NoiseDrawn(long afterPrior, long inAll) {}
