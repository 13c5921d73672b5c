/** What a worker draws on: the model on a real device, or one that only takes the time. */
package io.wuerstchen.fleet.worker.device;
