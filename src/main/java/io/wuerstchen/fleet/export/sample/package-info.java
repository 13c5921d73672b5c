/** Samples: one picture each with all that is known of it; which of them are wanted. */
package io.wuerstchen.fleet.export.sample;
