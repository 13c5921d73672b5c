/** Who runs a batch: one dispatcher at a time, by a lease in the store. */
package io.wuerstchen.fleet.dispatcher.owner;
