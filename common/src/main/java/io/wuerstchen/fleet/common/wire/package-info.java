/** The form that jobs and results have on Kafka: JSON inside CloudEvents, and the names of topics. */
package io.wuerstchen.fleet.common.wire;
