/** Where a dataset goes: a folder, or a prefix of a bucket. */
package io.wuerstchen.fleet.export.place;
