/** Finds jobs that the broker has dropped: archived at its delivery limit, deleted, or gone with their topic. */
package io.wuerstchen.fleet.dispatcher.sweep;
