/** What a chaos run will do, decided by its seed alone before it begins. */
package io.wuerstchen.fleet.chaos.plan;
