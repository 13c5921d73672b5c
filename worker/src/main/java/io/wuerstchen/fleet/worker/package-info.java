/** One worker: wires the stations together, leads each job through them on one event loop, and owns their threads. */
package io.wuerstchen.fleet.worker;
