/** Takes a batch from its prompts file to its report; wires the stations together and holds the thread that runs them. */
package io.wuerstchen.fleet.dispatcher;
