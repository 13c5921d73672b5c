/** Judges a chaos run by its input, the store's log of changes, the raw results and a last look at every object. */
package io.wuerstchen.fleet.chaos.check;
