/** Closes a batch's books, and proves from the objects themselves that each row came out exactly once. */
package io.wuerstchen.fleet.dispatcher.proof;
