/** Carries out a plan of faults, each when it hits work in hand, and writes down what it did. */
package io.wuerstchen.fleet.chaos.nemesis;
