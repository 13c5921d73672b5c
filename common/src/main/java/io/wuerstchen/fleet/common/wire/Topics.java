package io.wuerstchen.fleet.common.wire;

/** Names of topics and groups, all under one prefix, which may be empty. */
public record Topics(String prefix) {
    private static final int MAX_MODEL = 100;

    public String jobs(String model) {
        return prefix + "jobs." + safe(model);
    }

    /** The share group in which the workers of a model stand. */
    public String workers(String model) {
        return prefix + "workers." + safe(model);
    }

    public String results() {
        return prefix + "results";
    }

    public String deadLetters() {
        return prefix + "dead-letters";
    }

    /** What shall become of batches: paused, cancelled, tried again. */
    public String control() {
        return prefix + "control";
    }

    /** The transactional id of a batch's owner, by which Kafka refuses what a former owner sends. */
    public String owner(String batch) {
        return prefix + "owner." + batch;
    }

    /** Heartbeats of workers. */
    public String workers() {
        return prefix + "workers";
    }

    private static String safe(String model) {
        String safe = model.replaceAll("[^A-Za-z0-9._-]", "-");
        return safe.length() <= MAX_MODEL ? safe : safe.substring(0, MAX_MODEL);
    }
}
