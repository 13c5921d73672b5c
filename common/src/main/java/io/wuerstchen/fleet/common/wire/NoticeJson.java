package io.wuerstchen.fleet.common.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.job.FailureKind;
import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.job.JobId;
import io.wuerstchen.fleet.common.job.JobNotice;
import io.wuerstchen.fleet.common.job.JobNotice.Attempting;
import io.wuerstchen.fleet.common.job.JobNotice.Event;
import io.wuerstchen.fleet.common.job.JobNotice.Place;
import io.wuerstchen.fleet.common.job.JobNotice.Retry;
import io.wuerstchen.fleet.common.job.JobNotice.Returned;

/** {@link JobNotice} as JSON, version {@value JobJson#VERSION}. Fields it doesn't know are ignored. */
public final class NoticeJson {
    private NoticeJson() {}

    public static ObjectNode write(JobNotice notice) {
        ObjectNode node = Json.object().put("version", JobJson.VERSION);
        node.put("batch", notice.id().batch()).put("row", notice.id().row());
        node.put("worker", notice.worker());
        node.put("partition", notice.place().partition());
        node.put("offset", notice.place().offset());
        if (notice.event() instanceof Retry retry) {
            node.put("event", "retry").put("kind", retry.kind().wireName());
            node.put("reason", retry.reason()).put("attempts", retry.attempts());
        } else if (notice.event() instanceof Returned returned) {
            node.put("event", "returned").put("reason", returned.reason()).put("deliveries", returned.deliveries());
        } else if (notice.event() instanceof Attempting attempting) {
            node.put("event", "attempting").put("process", attempting.process());
        }
        return node;
    }

    /** Throws {@link InvalidJobException} for what is no notice, or one of a kind that only newer versions know. */
    public static JobNotice read(ObjectNode node) {
        Fields fields = new Fields(node);
        JobId id = new JobId(
                fields.require("batch", fields.text("batch")),
                fields.require("row", fields.longInteger("row", "a whole number")));
        Place place = new Place(
                fields.require("partition", fields.integer("partition")),
                fields.require("offset", fields.longInteger("offset", "a whole number")));
        return new JobNotice(id, fields.require("worker", fields.text("worker")), place, event(fields));
    }

    private static Event event(Fields fields) {
        String event = fields.require("event", fields.text("event"));
        return switch (event) {
            case "retry" ->
                new Retry(
                        FailureKind.parse(fields.require("kind", fields.text("kind"))),
                        fields.text("reason"),
                        fields.require("attempts", fields.integer("attempts")));
            case "returned" ->
                new Returned(fields.text("reason"), fields.require("deliveries", fields.integer("deliveries")));
            case "attempting" -> new Attempting(fields.require("process", fields.text("process")));
            default -> throw InvalidJobException.of("event", event, "retry, returned or attempting");
        };
    }
}
