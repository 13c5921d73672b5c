package io.wuerstchen.fleet.worker.intake;

import org.apache.kafka.clients.consumer.AcknowledgeType;

/** How a held record ends. */
record Settlement(Delivery delivery, AcknowledgeType type) {}
