/** What workers say: results of a batch, and heartbeats. */
package io.wuerstchen.fleet.dispatcher.result;
