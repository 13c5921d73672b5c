/** Where Kafka and the object store are, and how to get in. */
package io.wuerstchen.fleet.common.config;
