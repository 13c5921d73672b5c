package io.wuerstchen.fleet.dispatcher.status;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.dispatcher.ledger.Tally;
import io.wuerstchen.fleet.dispatcher.ledger.Work;
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
            Files.writeString(part, Json.pretty(json(report)));
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    static ObjectNode json(BatchReport report) {
        ObjectNode node = Json.object().put("batch", report.batch());
        put(node, report.totals());
        put(node, report.work());
        ArrayNode failures = node.putArray("failures");
        report.failures().forEach(failure -> failures.add(json(failure)));
        return node;
    }

    private static void put(ObjectNode node, BatchReport.Totals totals) {
        Tally tally = totals.tally();
        node.put("rows", totals.rows());
        node.put("committed", tally.committed());
        node.put("rejected", tally.rejected());
        node.put("dead", tally.dead());
        node.put("images", tally.images());
        node.put("seconds", totals.seconds());
    }

    private static void put(ObjectNode node, Work work) {
        ArrayNode microBatches = node.putArray("micro_batches");
        for (Work.MicroBatches kind : work.microBatches()) {
            microBatches
                    .addObject()
                    .put("key", kind.key())
                    .put("size", kind.size())
                    .put("count", kind.count());
        }
        ObjectNode workers = node.putObject("workers");
        work.workers().forEach(workers::put);
    }

    private static ObjectNode json(RowFailure failure) {
        ObjectNode node = Json.object().put("row", failure.row()).put("id", failure.id());
        if (failure.kind() != null) {
            node.put("kind", failure.kind().wireName());
        } else {
            node.put("line", failure.line());
        }
        return node.put("reason", failure.reason());
    }
}
