/** Child JVMs that start fast, live no longer than their parent and stop in order. */
package io.wuerstchen.fleet.local.process;
