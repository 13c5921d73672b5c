/** Kafka clients of the fleet: their settings, and the topics and groups they stand on. */
package io.wuerstchen.fleet.common.messaging;
