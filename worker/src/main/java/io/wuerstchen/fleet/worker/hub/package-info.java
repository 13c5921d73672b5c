/** Brings published models from a hub: resumed, verified, and never mixed from two commits. */
package io.wuerstchen.fleet.worker.hub;
