package io.wuerstchen.fleet.worker.report;

import io.wuerstchen.fleet.common.job.JobResult.Dead;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record that is kept whole for people to look at, since nothing can be made of it.
 *
 * @param reason one line
 * @param details names and values of further headers
 */
public record DeadLetter(ConsumerRecord<String, byte[]> record, String reason, Map<String, String> details) {
    private static final String KIND = "fleet_kind";

    /** A record that is no job. */
    public static DeadLetter malformed(ConsumerRecord<String, byte[]> record, String worker, String reason) {
        return new DeadLetter(record, reason, Map.of("fleet_worker", worker));
    }

    /**
     * A job that is dead.
     *
     * @param error what happened last, at length
     */
    public static DeadLetter of(ConsumerRecord<String, byte[]> record, Dead dead, String worker, String error) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put(KIND, dead.kind().wireName());
        // Not fleet_attempts, which the record has already: those that it had when it was published.
        details.put("fleet_attempts_made", Integer.toString(dead.attempts()));
        details.put("fleet_worker", worker);
        details.put("fleet_error", error);
        return new DeadLetter(record, dead.reason(), details);
    }

    public boolean isMalformed() {
        return !details.containsKey(KIND);
    }
}
