package io.wuerstchen.fleet.worker.manifest;

/**
 * Where a part of a model came from.
 *
 * @param folder in the model's folder
 * @param hub its address
 * @param revision what was asked for, a branch for example
 * @param commit what that was at the time
 * @param license as the hub states it, or empty
 */
public record Repository(String folder, String hub, String name, String revision, String commit, String license) {}
