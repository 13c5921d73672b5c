/** What a batch leaves in the store, so that it can go on anywhere: its input, its results, its report. */
package io.wuerstchen.fleet.dispatcher.archive;
