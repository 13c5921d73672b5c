/** What is done about a service that fails for a while: tried again, left alone, and not asked too much at once. */
package io.wuerstchen.fleet.common.resilience;
