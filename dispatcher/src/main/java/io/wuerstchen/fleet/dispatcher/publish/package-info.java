/** Puts jobs on Kafka, in runs that workers can take as one micro-batch. */
package io.wuerstchen.fleet.dispatcher.publish;
