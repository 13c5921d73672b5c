/** Files for whoever submitted a batch: a line for every row. */
package io.wuerstchen.fleet.dispatcher.output;
