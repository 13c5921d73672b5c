package io.wuerstchen.fleet.worker.generate;

/** The device does nothing more in this process: it hangs, or answers every call with the same error. */
public final class DeviceLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DeviceLostException(String message, Throwable cause) {
        super(message, cause);
    }
}
