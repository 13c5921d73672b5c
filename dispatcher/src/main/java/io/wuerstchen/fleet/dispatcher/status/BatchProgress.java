package io.wuerstchen.fleet.dispatcher.status;

import io.wuerstchen.fleet.dispatcher.ledger.Tally;

/**
 * A batch at one moment.
 *
 * @param rows of the whole batch
 * @param imagesPerSecond over the last 30 seconds
 */
public record BatchProgress(Tally tally, long rows, double imagesPerSecond) {}
