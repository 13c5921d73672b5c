/** The one command line: wires dispatcher, worker and local servers together and talks to people. */
package io.wuerstchen.fleet.cli;
