package io.wuerstchen.fleet.worker.weights;

/** A file is no sound safetensors file, or does not hold what was asked of it. The message names file, tensor and what was expected. */
public final class SafetensorsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SafetensorsException(String message) {
        super(message);
    }

    public SafetensorsException(String message, Throwable cause) {
        super(message, cause);
    }
}
