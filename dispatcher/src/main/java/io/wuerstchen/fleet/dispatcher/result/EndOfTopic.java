package io.wuerstchen.fleet.dispatcher.result;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Up to where a topic is read by whoever catches up: to where it ended at first, or to where it ends by now if that is less. Then
 * it was made anew meanwhile, and its old end will never come. One thread only.
 */
public final class EndOfTopic {
    static final Duration PERIOD = Duration.ofSeconds(30);

    private static final Logger log = LoggerFactory.getLogger(EndOfTopic.class);

    private final Supplier<Map<Integer, Long>> ask;
    private final Clock clock;
    private final Map<Integer, Long> offsets;
    private Instant due;

    /** @param ask for where the topic ends now, by partition; called at once, and again from time to time */
    public EndOfTopic(Supplier<Map<Integer, Long>> ask, Clock clock) {
        this.ask = ask;
        this.clock = clock;
        offsets = new TreeMap<>(ask.get());
        due = clock.instant().plus(PERIOD);
    }

    /** By partition. */
    public Map<Integer, Long> offsets() {
        if (!clock.instant().isBefore(due)) {
            lower();
            due = clock.instant().plus(PERIOD);
        }
        return offsets;
    }

    private void lower() {
        try {
            Map<Integer, Long> now = ask.get();
            offsets.replaceAll((partition, end) -> Math.min(end, now.getOrDefault(partition, 0L)));
        } catch (TimeoutException e) {
            log.atWarn()
                    .addKeyValue("reason", e.getMessage())
                    .log("Kafka does not say where it ends, asked again later");
        }
    }
}
