package io.wuerstchen.fleet.worker.store;

/** A picture could not be made into files, for a reason that nobody foresaw and that lies in the picture. */
public final class EncodingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    EncodingException(RuntimeException cause) {
        super("can't be made into files: " + cause, cause);
    }
}
