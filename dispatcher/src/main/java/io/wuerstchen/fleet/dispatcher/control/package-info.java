/** Batches as their users see them: which there are, how they stand, and what shall become of them. */
package io.wuerstchen.fleet.dispatcher.control;
