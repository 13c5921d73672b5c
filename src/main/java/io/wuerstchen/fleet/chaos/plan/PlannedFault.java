package io.wuerstchen.fleet.chaos.plan;

import java.time.Duration;

/**
 * A fault to come.
 *
 * @param number from 1
 * @param gap after the one before
 * @param length of what lasts
 * @param roll 0 to 2^31-1: which worker, which connections, whose requests
 */
public record PlannedFault(int number, FaultKind kind, Duration gap, Duration length, int roll) {}
