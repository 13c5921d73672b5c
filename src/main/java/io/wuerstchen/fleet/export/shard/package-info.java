/** Shards: planned, written as drafts, verified, published. */
package io.wuerstchen.fleet.export.shard;
