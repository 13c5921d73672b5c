package io.wuerstchen.fleet.worker.intake;

import org.apache.kafka.clients.consumer.AcknowledgeType;

/**
 * How a held record ends.
 *
 * @param later after a delay, during which its lock is kept
 */
record Settlement(Delivery delivery, AcknowledgeType type, boolean later) {}
