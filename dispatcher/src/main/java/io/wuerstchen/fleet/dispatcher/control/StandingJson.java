package io.wuerstchen.fleet.dispatcher.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.dispatcher.control.BatchStanding.Pace;
import io.wuerstchen.fleet.dispatcher.ledger.RowFailure;
import io.wuerstchen.fleet.dispatcher.ledger.Tally;
import io.wuerstchen.fleet.dispatcher.status.BatchReport;

/** {@link BatchStanding} for scripts. Fields are added, never renamed. */
public final class StandingJson {
    private StandingJson() {}

    /** One object, on several lines. */
    public static String write(BatchStanding batch) {
        BatchReport report = batch.report();
        ObjectNode node = Json.object().put("batch", report.batch());
        node.put("state", batch.state().wireName()).put("model", batch.model());
        node.put("generation", report.generation());
        put(node, report.totals());
        node.put("open", batch.open());
        put(node, batch.pace());
        ObjectNode deaths = node.putObject("dead_by_kind");
        batch.deaths().forEach((kind, rows) -> deaths.put(kind.wireName(), rows));
        var failures = node.putArray("failures");
        report.failures().forEach(failure -> failures.add(json(failure)));
        return node.toPrettyString();
    }

    private static void put(ObjectNode node, BatchReport.Totals totals) {
        Tally tally = totals.tally();
        node.put("rows", totals.rows()).put("published", tally.published());
        node.put("committed", tally.committed()).put("dead", tally.dead());
        node.put("rejected", tally.rejected()).put("cancelled", tally.cancelled());
        node.put("images", tally.images()).put("seconds", totals.seconds());
        node.put("swept", totals.swept());
    }

    private static void put(ObjectNode node, Pace pace) {
        node.put("images_per_second", pace.imagesPerSecond());
        pace.owner().ifPresent(owner -> node.putObject("owner")
                .put("name", owner)
                .put("silent_seconds", pace.silent().toSeconds()));
    }

    private static ObjectNode json(RowFailure failure) {
        ObjectNode node = Json.object().put("row", failure.row()).put("id", failure.id());
        if (failure.kind() != null) {
            node.put("kind", failure.kind().wireName());
        }
        return node.put("reason", failure.reason());
    }
}
