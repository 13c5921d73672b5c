/** The building blocks that the trained parts of Würstchen are made of; images and latents are [B, H, W, C] in here. */
package io.wuerstchen.fleet.worker.wuerstchen.nn;
