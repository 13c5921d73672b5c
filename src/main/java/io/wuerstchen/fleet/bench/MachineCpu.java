package io.wuerstchen.fleet.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * CPU time of a whole machine since it started, in ticks of all its cores.
 *
 * @param idle in which no process ran; what a hypervisor gave to others counts as busy
 * @param all idle and busy
 */
record MachineCpu(long idle, long all) {
    private static final Path STAT = Path.of("/proc/stat");
    private static final int IDLE = 3;
    private static final int IO_WAIT = 4;
    /** What follows is part of these already. */
    private static final int FIELDS = 8;

    /** Nothing at all where the operating system is not Linux. */
    static MachineCpu now() {
        try (Stream<String> lines = Files.lines(STAT)) {
            return lines.findFirst().map(MachineCpu::parse).orElse(new MachineCpu(0, 0));
        } catch (IOException e) {
            return new MachineCpu(0, 0);
        }
    }

    /** Reads the first line of {@code /proc/stat}. */
    static MachineCpu parse(String line) {
        List<Long> ticks = Stream.of(line.strip().split("\\s+"))
                .skip(1)
                .limit(FIELDS)
                .map(Long::valueOf)
                .toList();
        long all = ticks.stream().mapToLong(Long::longValue).sum();
        return new MachineCpu(ticks.get(IDLE) + ticks.get(IO_WAIT), all);
    }

    /** 0 to 1; 0 where the operating system tells nothing. */
    double busyShareSince(MachineCpu earlier) {
        return all == earlier.all ? 0 : 1 - (double) (idle - earlier.idle) / (all - earlier.all);
    }
}
