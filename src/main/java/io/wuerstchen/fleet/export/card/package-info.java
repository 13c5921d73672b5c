/** What describes a dataset to people and to machines. */
package io.wuerstchen.fleet.export.card;
