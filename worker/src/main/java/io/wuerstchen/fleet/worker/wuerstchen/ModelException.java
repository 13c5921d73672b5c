package io.wuerstchen.fleet.worker.wuerstchen;

/** A folder is no model that can be run. The message is one line which names the file, the value and what was expected. */
public final class ModelException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ModelException(String message) {
        super(message);
    }

    public ModelException(String message, Throwable cause) {
        super(message, cause);
    }
}
