package io.wuerstchen.fleet.worker.store;

/** Another job's object stands where this job's belongs. It stays as it is. */
public final class ConflictException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ConflictException(String key) {
        super("object " + key + ": stands there from other work (expected: nothing, or this job's own)");
    }
}
