/** Counts each row once, whatever comes twice or in another order. */
package io.wuerstchen.fleet.dispatcher.ledger;
