/** Proxies on loopback that break what goes through them, and write down what changed the store. */
package io.wuerstchen.fleet.chaos.proxy;
