/** What can be measured of a worker, by decorators of its stations. */
package io.wuerstchen.fleet.worker.metrics;
