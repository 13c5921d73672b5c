package io.wuerstchen.fleet.worker.weights;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Why a model's file cannot be read, in a line for people. */
public final class Unreadable {
    /** Jackson's word for a source that it does not show. */
    private static final Pattern SOURCE = Pattern.compile("Source: REDACTED \\(.*?\\); ");

    private Unreadable() {}

    /** Names the file first. */
    public static String line(Path file, IOException cause) {
        return file + (cause instanceof AccessDeniedException ? ": no permission" : ": cannot be read: " + cause);
    }

    /** What is wrong with a text that is no JSON, and where: of its places, line and column alone. */
    public static String json(JsonProcessingException cause) {
        String what = SOURCE.matcher(cause.getOriginalMessage()).replaceAll("");
        JsonLocation where = cause.getLocation();
        return where == null ? what : what + " at line " + where.getLineNr() + ", column " + where.getColumnNr();
    }
}
