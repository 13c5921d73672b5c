package io.wuerstchen.fleet.dispatcher;

import io.wuerstchen.fleet.common.messaging.MessagingException;
import io.wuerstchen.fleet.dispatcher.owner.OwnershipLostException;
import io.wuerstchen.fleet.dispatcher.publish.FencedException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a batch whose producer Kafka gives up now and then, as after a machine's sleep, from one of whose name somebody else
 * publishes jobs to the same Kafka, by another store. One thread only.
 */
final class FencedRuns {
    private static final Logger log = LoggerFactory.getLogger(FencedRuns.class);
    /** So many in a row that were cut short are somebody's doing. */
    static final int MOST = 3;

    static final Duration SHORT = Duration.ofMinutes(10);

    private final String batch;
    private final Clock clock;
    private Instant begun;
    private int cutShort;

    FencedRuns(String batch, Clock clock) {
        this.batch = batch;
        this.clock = clock;
    }

    void begin() {
        begun = clock.instant();
    }

    /**
     * Returns if another run may go better than the one that was begun last.
     *
     * @throws OwnershipLostException if not, as somebody else publishes the batch's jobs
     * @throws MessagingException if not, as Kafka gives up one producer after the other
     */
    void requireAnother(FencedException e) {
        boolean soon = clock.instant().isBefore(begun.plus(SHORT));
        cutShort = soon ? cutShort + 1 : 0;
        if (cutShort == MOST) {
            throw reason(e);
        }
        log.atWarn()
                .addKeyValue("batchId", batch)
                .addKeyValue("reason", e.getMessage())
                .log("Kafka has given this producer up, going on with another one");
    }

    private RuntimeException reason(FencedException last) {
        return last.isReplaced()
                ? new OwnershipLostException(batch, "another dispatcher publishes its jobs", last)
                : new MessagingException("batch " + batch + ": " + last.getMessage(), last);
    }
}
