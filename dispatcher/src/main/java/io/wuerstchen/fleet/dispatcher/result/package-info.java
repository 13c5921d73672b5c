/** Follows what Kafka says of a batch: results and notices, heartbeats, what the user wants, and what was published. */
package io.wuerstchen.fleet.dispatcher.result;
