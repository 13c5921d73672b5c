/** The command line {@code fleet}, and what it shows. */
package io.wuerstchen.fleet.cli;
