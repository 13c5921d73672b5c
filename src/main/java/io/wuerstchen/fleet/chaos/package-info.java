/** Tries to break a fleet, and proves from outside that it did not break. */
package io.wuerstchen.fleet.chaos;
