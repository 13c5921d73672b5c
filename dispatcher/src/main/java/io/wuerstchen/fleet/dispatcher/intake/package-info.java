/** Prompts files in, rows out: what an author wrote, checked field by field. */
package io.wuerstchen.fleet.dispatcher.intake;
