/** Kafka and S3 for the tests that need real ones: embedded by default, containers by {@code -Dfleet.infra=containers}. */
package io.wuerstchen.fleet.testing;
