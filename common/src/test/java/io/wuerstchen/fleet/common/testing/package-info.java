/** Fakes that every module's tests may stand on. */
package io.wuerstchen.fleet.common.testing;
