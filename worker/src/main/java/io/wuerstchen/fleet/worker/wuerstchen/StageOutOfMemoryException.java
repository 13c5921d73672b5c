package io.wuerstchen.fleet.worker.wuerstchen;

/** A device had too little memory for one picture alone; fewer at once would not help. */
public final class StageOutOfMemoryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StageOutOfMemoryException(String message, Throwable cause) {
        super(message, cause);
    }
}
