/** Jobs and pictures for the tests of all stations. */
package io.wuerstchen.fleet.worker.testing;
