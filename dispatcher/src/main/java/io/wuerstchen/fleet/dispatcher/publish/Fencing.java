package io.wuerstchen.fleet.dispatcher.publish;

import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;

/** What Kafka's errors say of whether a producer, or another one in its place, may go on. */
final class Fencing {
    private Fencing() {}

    /** Whether the broker says that another producer has this one's transactional id. */
    static boolean is(Throwable error) {
        return any(
                error,
                cause -> cause instanceof ProducerFencedException || cause instanceof InvalidProducerEpochException);
    }

    /** Whether another producer would fare no better: Kafka is away, or allows it nothing. */
    static boolean isOfAnyProducer(Throwable error) {
        return any(
                error,
                cause -> cause instanceof TimeoutException
                        || cause instanceof AuthorizationException
                        || cause instanceof AuthenticationException);
    }

    private static boolean any(Throwable error, Predicate<Throwable> which) {
        return Stream.iterate(error, cause -> cause != null, Throwable::getCause)
                .anyMatch(which);
    }
}
