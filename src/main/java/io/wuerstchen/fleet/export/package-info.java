/** A batch as a dataset: sealed shards, what describes them, and the index that names them all. */
package io.wuerstchen.fleet.export;
