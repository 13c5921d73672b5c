/** Rows in, jobs out: every default applied, every seed set, and how many may be under way. */
package io.wuerstchen.fleet.dispatcher.plan;
