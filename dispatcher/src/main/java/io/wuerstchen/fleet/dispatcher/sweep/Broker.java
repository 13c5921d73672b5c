package io.wuerstchen.fleet.dispatcher.sweep;

import io.wuerstchen.fleet.dispatcher.ledger.Positions;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** What only the broker knows of a model's topics. Never blocks but in {@link #topics}; a failed stage says why. */
public interface Broker {
    /**
     * Which cluster and topics these are, without offsets.
     *
     * @throws io.wuerstchen.fleet.common.messaging.MessagingException if the broker doesn't say
     */
    Positions topics();

    CompletionStage<Starts> starts();

    /** Where the results end, by partition. */
    CompletionStage<Map<Integer, Long>> resultEnds();

    /**
     * Up to where the workers' share group is done with jobs.
     *
     * @param topicId of the jobs' topic; one that was made anew has another
     * @param offsets of the first record of each partition that a worker may still get
     */
    record Starts(String topicId, Map<Integer, Long> offsets) {}
}
