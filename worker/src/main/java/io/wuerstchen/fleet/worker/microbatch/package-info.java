/** Collects pictures that can share one denoising loop. Plain Java: no threads, no locks, no libraries. */
package io.wuerstchen.fleet.worker.microbatch;
