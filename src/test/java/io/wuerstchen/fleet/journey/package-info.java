/** Batches through dispatcher, Kafka, workers and S3, all of them real; only the device may be a simulated one. */
package io.wuerstchen.fleet.journey;
