package io.wuerstchen.fleet.dispatcher.status;

import io.wuerstchen.fleet.common.job.FailureKind;

/**
 * Why a row has no picture.
 *
 * @param kind of a dead row; {@code null} for a rejected one
 * @param line of a rejected row in its file; {@code null} for a dead one
 */
public record RowFailure(long row, String id, FailureKind kind, Long line, String reason) {}
