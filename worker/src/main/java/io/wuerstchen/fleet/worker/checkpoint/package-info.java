/** What a checkpoint has to hold: written with random weights, looked into, and checked. */
package io.wuerstchen.fleet.worker.checkpoint;
