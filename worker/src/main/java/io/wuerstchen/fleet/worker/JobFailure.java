package io.wuerstchen.fleet.worker;

import io.wuerstchen.fleet.common.job.FailureKind;
import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * Why a job failed.
 *
 * @param reason one line for people
 * @param error the same at length, for whoever looks into it
 */
record JobFailure(FailureKind kind, String reason, String error) {
    private static final int LONGEST_REASON = 500;
    private static final int LONGEST_ERROR = 8000;

    static JobFailure of(FailureKind kind, String reason) {
        return new JobFailure(kind, reason, reason);
    }

    static JobFailure of(FailureKind kind, Throwable cause) {
        String name = cause.getClass().getSimpleName();
        String message =
                cause.getMessage() == null ? "" : ": " + cause.getMessage().strip();
        StringWriter trace = new StringWriter();
        cause.printStackTrace(new PrintWriter(trace));
        return new JobFailure(
                kind,
                cut((name + message).replaceAll("\\s+", " "), LONGEST_REASON),
                cut(trace.toString(), LONGEST_ERROR));
    }

    private static String cut(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest - 1) + "…";
    }
}
