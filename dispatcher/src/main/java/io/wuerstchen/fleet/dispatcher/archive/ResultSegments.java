package io.wuerstchen.fleet.dispatcher.archive;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.common.wire.ResultJson;
import io.wuerstchen.fleet.dispatcher.intake.RejectedRow;
import io.wuerstchen.fleet.dispatcher.intake.Row;
import java.io.ByteArrayOutputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What became of each row, in immutable segments: each is of {@value ObjectNames#ROWS_PER_FOLDER} rows in sequence at most,
 * so that all about a row is found by its number. An outcome may be there twice; committed beats dead beats rejected. This
 * collects them until a {@link Recorder} stores them. One thread only.
 */
public final class ResultSegments implements Outcomes {
    static final long MAX_BYTES = 8L * 1024 * 1024;
    /** How old a result gets before it can be read from the store. */
    static final Duration MAX_AGE = Duration.ofSeconds(60);

    private final Clock clock;
    private Map<Long, ByteArrayOutputStream> open = new HashMap<>();
    private long bytes;
    private Instant oldest = Instant.MAX;

    public ResultSegments(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void result(JobResult result) {
        add(result.id().row(), ResultJson.write(result));
    }

    /** As {@link #result(JobResult)}, of a result that was read from {@code json}. */
    public void result(JobResult result, byte[] json) {
        boolean oneLine = true;
        for (byte each : json) {
            oneLine &= each != '\n';
        }
        if (oneLine) {
            add(result.id().row(), json);
        } else {
            result(result);
        }
    }

    @Override
    public void rejected(RejectedRow row) {
        add(row.place().row(), RowJson.write(row).put("state", "rejected"));
    }

    /** Whether what was collected ought to be stored: it is old, or much. */
    public boolean due() {
        return bytes >= MAX_BYTES || !clock.instant().isBefore(dueAt());
    }

    /** Whether no more may be collected before some of it is stored. */
    public boolean full() {
        return bytes >= 2 * MAX_BYTES;
    }

    public boolean isEmpty() {
        return open.isEmpty();
    }

    /** Hands over what was collected, to be stored. */
    public List<Segment> cut() {
        List<Segment> segments = open.entrySet().stream()
                .map(block -> new Segment(block.getKey(), block.getValue().toByteArray()))
                .toList();
        open = new HashMap<>();
        bytes = 0;
        oldest = Instant.MAX;
        return segments;
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
        add(row, Json.bytes(node));
    }

    private void add(long row, byte[] line) {
        ByteArrayOutputStream lines =
                open.computeIfAbsent(row / ObjectNames.ROWS_PER_FOLDER, block -> new ByteArrayOutputStream());
        lines.writeBytes(line);
        lines.write('\n');
        bytes += line.length + 1;
        oldest = oldest.equals(Instant.MAX) ? clock.instant() : oldest;
    }

    private Instant dueAt() {
        return oldest.equals(Instant.MAX) ? Instant.MAX : oldest.plus(MAX_AGE);
    }

    /**
     * Outcomes of rows of one block.
     *
     * @param lines of JSON, uncompressed
     */
    @SuppressWarnings("ArrayRecordComponent") // Bytes on their way through, never compared.
    public record Segment(long block, byte[] lines) {}
}
