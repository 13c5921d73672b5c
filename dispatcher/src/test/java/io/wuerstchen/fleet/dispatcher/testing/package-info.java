/** Sample jobs and results, and a topic without a broker. */
package io.wuerstchen.fleet.dispatcher.testing;
