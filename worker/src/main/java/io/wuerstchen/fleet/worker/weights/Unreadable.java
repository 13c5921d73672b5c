package io.wuerstchen.fleet.worker.weights;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;

/** Why a model's file cannot be read, in a line for people. */
public final class Unreadable {
    private Unreadable() {}

    /** Names the file first. */
    public static String line(Path file, IOException cause) {
        return file + (cause instanceof AccessDeniedException ? ": no permission" : ": cannot be read: " + cause);
    }
}
