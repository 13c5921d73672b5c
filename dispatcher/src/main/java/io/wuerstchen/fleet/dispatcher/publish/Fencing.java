package io.wuerstchen.fleet.dispatcher.publish;

import java.util.stream.Stream;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;

/** By which of Kafka's errors the broker says that another producer has this one's transactional id. */
final class Fencing {
    private Fencing() {}

    static boolean is(Throwable error) {
        return Stream.iterate(error, cause -> cause != null, Throwable::getCause)
                .anyMatch(cause ->
                        cause instanceof ProducerFencedException || cause instanceof InvalidProducerEpochException);
    }
}
