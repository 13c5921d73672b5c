/** Measures the parts of the fleet one by one, and says on what machine. */
package io.wuerstchen.fleet.bench;
