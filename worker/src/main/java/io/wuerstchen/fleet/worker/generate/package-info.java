/** Runs micro-batches of pictures through the model, and isolates what fails in them. */
package io.wuerstchen.fleet.worker.generate;
