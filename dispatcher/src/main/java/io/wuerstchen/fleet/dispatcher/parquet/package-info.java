/** Parquet files as tables of plain values; the one place that knows the library. */
package io.wuerstchen.fleet.dispatcher.parquet;
