package io.wuerstchen.fleet.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The most memory that this process has had at once, as Linux counts it: resident, mapped files included. */
final class PeakMemory {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path CLEAR = Path.of("/proc/self/clear_refs");
    /** Of those that clear_refs takes, the one that lets the peak begin anew. */
    private static final String PEAK = "5";

    private static final String KEY = "VmHWM:";
    private static final int KILO = 1024;

    private PeakMemory() {}

    /** Lets the peak begin anew, from what is there now. */
    static void reset() throws IOException {
        Files.writeString(CLEAR, PEAK);
    }

    static long bytes() throws IOException {
        try (Stream<String> lines = Files.lines(STATUS)) {
            String line = lines.filter(each -> each.startsWith(KEY))
                    .findFirst()
                    .orElseThrow(() -> new IOException(STATUS + ": " + KEY + " missing"));
            return Long.parseLong(line.replaceAll("\\D", "")) * KILO;
        }
    }
}
