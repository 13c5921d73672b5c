package io.wuerstchen.fleet.dispatcher.status;

import io.wuerstchen.fleet.common.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** {@link BatchReport} as {@code report.json}. */
public final class ReportFile {
    private ReportFile() {}

    /** Writes the whole report or, on an error, leaves what stood there before. */
    public static void write(BatchReport report, Path file) throws IOException {
        Path target = file.toAbsolutePath();
        Files.createDirectories(target.getParent());
        Path part = target.resolveSibling(target.getFileName() + ".part");
        try {
            Files.writeString(part, Json.pretty(ReportJson.write(report)));
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
