/** The processes of a chaos run: each can be killed, stopped and started again by itself. */
package io.wuerstchen.fleet.chaos.fleet;
