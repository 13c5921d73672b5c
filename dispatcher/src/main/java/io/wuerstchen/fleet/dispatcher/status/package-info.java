/** What people are told: progress while a batch runs, and the report at its end. */
package io.wuerstchen.fleet.dispatcher.status;
