/** Pictures to files: bytes that hold the pixels, and in words what they were made from. */
package io.wuerstchen.fleet.worker.store;
