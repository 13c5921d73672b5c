package io.wuerstchen.fleet.dispatcher.archive;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.common.wire.ResultJson;
import io.wuerstchen.fleet.dispatcher.intake.RejectedRow;
import io.wuerstchen.fleet.dispatcher.intake.Row;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What became of each row, in immutable segments: each is of {@value ObjectNames#ROWS_PER_FOLDER} rows in sequence at most,
 * so that all about a row is found by its number. An outcome may be there twice; committed beats dead beats rejected. One
 * thread only.
 */
public final class ResultSegments implements Outcomes {
    static final long MAX_BYTES = 8L * 1024 * 1024;
    /** What a crash may cost: rows that are run again, whose pictures are found standing. */
    static final Duration MAX_AGE = Duration.ofSeconds(60);

    private final BatchObjects objects;
    private final Clock clock;
    private final Map<Long, LinesWriter> open = new HashMap<>();
    private final Map<Long, Integer> sequences = new HashMap<>();
    private long bytes;
    private Instant oldest = Instant.MAX;

    public ResultSegments(BatchObjects objects, Clock clock) {
        this.objects = objects;
        this.clock = clock;
    }

    @Override
    public void result(JobResult result) {
        add(result.id().row(), ResultJson.write(result));
    }

    @Override
    public void rejected(RejectedRow row) {
        add(row.place().row(), RowJson.write(row).put("state", "rejected"));
    }

    /** Stores what has waited for {@link #MAX_AGE}. */
    public void flushIfDue() {
        if (!clock.instant().isBefore(dueAt())) {
            flush();
        }
    }

    /** Stores everything. */
    public void flush() {
        open.forEach(this::put);
        open.clear();
        bytes = 0;
        oldest = Instant.MAX;
    }

    /** Tells what is stored of the rows of {@code block}. */
    public static void read(BatchObjects objects, String file, long block, Outcomes to) {
        int sequence = 0;
        for (Optional<byte[]> segment = objects.results(block, sequence);
                segment.isPresent();
                segment = objects.results(block, ++sequence)) {
            read(segment.get(), file, to);
        }
    }

    private static void read(byte[] segment, String file, Outcomes to) {
        try (LinesReader lines = new LinesReader(segment)) {
            for (String line = lines.next(); line != null; line = lines.next()) {
                ObjectNode node = Json.parseObject(line);
                if (node.has("rejected")) {
                    to.rejected((RejectedRow) RowJson.read(file, node));
                } else {
                    to.result(ResultJson.read(node));
                }
            }
        }
    }

    public static long blockOf(Row row) {
        return row.place().row() / ObjectNames.ROWS_PER_FOLDER;
    }

    private void add(long row, ObjectNode node) {
        byte[] line = Json.bytes(node);
        open.computeIfAbsent(row / ObjectNames.ROWS_PER_FOLDER, block -> new LinesWriter())
                .add(line);
        bytes += line.length + 1;
        oldest = oldest.equals(Instant.MAX) ? clock.instant() : oldest;
        if (bytes >= MAX_BYTES) {
            flushLargest();
        }
    }

    private void flushLargest() {
        var largest = open.entrySet().stream()
                .max(Comparator.comparingLong(entry -> entry.getValue().bytes()))
                .orElseThrow();
        put(largest.getKey(), largest.getValue());
        open.remove(largest.getKey());
        bytes -= largest.getValue().bytes();
    }

    private Instant dueAt() {
        return oldest.equals(Instant.MAX) ? Instant.MAX : oldest.plus(MAX_AGE);
    }

    private void put(long block, LinesWriter lines) {
        byte[] zstd = lines.pack().zstd();
        int sequence = sequences.getOrDefault(block, 0);
        // Those of an earlier run stand there.
        while (!objects.putResults(block, sequence, zstd)) {
            sequence++;
        }
        sequences.put(block, sequence + 1);
    }
}
