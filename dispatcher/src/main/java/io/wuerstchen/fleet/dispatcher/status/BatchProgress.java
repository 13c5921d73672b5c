package io.wuerstchen.fleet.dispatcher.status;

import io.wuerstchen.fleet.dispatcher.ledger.Tally;
import java.time.Duration;

/**
 * A batch at one moment.
 *
 * @param rows of the whole batch
 * @param imagesPerSecond over the last 30 seconds
 * @param eta until every row has an outcome, at the present rate; {@code null} where there is no rate yet
 */
public record BatchProgress(Tally tally, long rows, double imagesPerSecond, Duration eta) {}
