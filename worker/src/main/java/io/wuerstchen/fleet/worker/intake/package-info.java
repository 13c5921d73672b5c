/** Takes jobs from Kafka, holds on to them while they are worked on, and lets go of them once their results stand. */
package io.wuerstchen.fleet.worker.intake;
