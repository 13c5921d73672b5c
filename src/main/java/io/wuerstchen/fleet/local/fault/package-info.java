/** Makes trouble on purpose between a client and a server. */
package io.wuerstchen.fleet.local.fault;
