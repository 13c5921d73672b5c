package io.wuerstchen.fleet.dispatcher.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.job.FailureKind;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.dispatcher.ledger.RowFailure;
import io.wuerstchen.fleet.dispatcher.ledger.Tally;
import io.wuerstchen.fleet.dispatcher.ledger.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** {@link BatchReport} as JSON. */
public final class ReportJson {
    private ReportJson() {}

    public static ObjectNode write(BatchReport report) {
        ObjectNode node = Json.object().put("batch", report.batch()).put("generation", report.generation());
        put(node, report.totals());
        put(node, report.work());
        if (!report.failures().isEmpty()) {
            ArrayNode failures = node.putArray("failures");
            report.failures().forEach(failure -> failures.add(write(failure)));
        }
        return node;
    }

    public static BatchReport read(ObjectNode node) {
        Tally tally = new Tally(
                node.path("published").longValue(),
                node.path("committed").longValue(),
                node.path("dead").longValue(),
                node.path("rejected").longValue(),
                node.path("cancelled").longValue(),
                node.path("images").longValue());
        BatchReport.Totals totals = new BatchReport.Totals(
                node.path("rows").longValue(),
                tally,
                node.path("swept").longValue(),
                node.path("seconds").doubleValue());
        List<RowFailure> failures = new ArrayList<>();
        node.path("failures").forEach(failure -> failures.add(failure(failure)));
        return new BatchReport(
                node.path("batch").asText(), node.path("generation").intValue(), totals, work(node), failures);
    }

    private static void put(ObjectNode node, BatchReport.Totals totals) {
        Tally tally = totals.tally();
        node.put("rows", totals.rows());
        node.put("published", tally.published());
        node.put("committed", tally.committed());
        node.put("rejected", tally.rejected());
        node.put("dead", tally.dead());
        node.put("cancelled", tally.cancelled());
        node.put("images", tally.images());
        node.put("swept", totals.swept());
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

    private static ObjectNode write(RowFailure failure) {
        ObjectNode node = Json.object().put("row", failure.row()).put("id", failure.id());
        if (failure.kind() != null) {
            node.put("kind", failure.kind().wireName());
        } else {
            node.put("line", failure.line());
        }
        return node.put("reason", failure.reason());
    }

    private static Work work(ObjectNode node) {
        List<Work.MicroBatches> microBatches = new ArrayList<>();
        for (JsonNode kind : node.path("micro_batches")) {
            microBatches.add(new Work.MicroBatches(
                    kind.path("key").asText(),
                    kind.path("size").intValue(),
                    kind.path("count").longValue()));
        }
        TreeMap<String, Long> workers = new TreeMap<>();
        node.path("workers")
                .fields()
                .forEachRemaining(
                        entry -> workers.put(entry.getKey(), entry.getValue().longValue()));
        return new Work(microBatches, workers);
    }

    private static RowFailure failure(JsonNode node) {
        return new RowFailure(
                node.path("row").longValue(),
                node.path("id").asText(),
                node.has("kind") ? FailureKind.parse(node.path("kind").asText()) : null,
                node.has("line") ? node.path("line").longValue() : null,
                node.path("reason").asText());
    }
}
