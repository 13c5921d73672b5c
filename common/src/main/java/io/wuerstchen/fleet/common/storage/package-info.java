/** The object store: conditional puts, heads and gets. */
package io.wuerstchen.fleet.common.storage;
