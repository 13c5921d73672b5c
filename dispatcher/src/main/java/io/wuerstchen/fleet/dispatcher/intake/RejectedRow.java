package io.wuerstchen.fleet.dispatcher.intake;

/**
 * A row that never becomes a job.
 *
 * @param reason one sentence which names the field, its value and what was expected
 */
public record RejectedRow(Place place, String id, String reason) implements Row {}
