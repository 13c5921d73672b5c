/** Names and fingerprints of the objects that a job leaves in the store. */
package io.wuerstchen.fleet.common.artifact;
