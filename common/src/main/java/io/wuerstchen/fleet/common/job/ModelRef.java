package io.wuerstchen.fleet.common.job;

/**
 * A model and exactly which one.
 *
 * @param name the model folder's name
 * @param digest sha256 over every file that a picture depends on, in hexadecimal
 */
public record ModelRef(String name, String digest) {}
