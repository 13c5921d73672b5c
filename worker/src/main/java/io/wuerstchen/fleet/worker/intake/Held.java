package io.wuerstchen.fleet.worker.intake;

import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The newest handle of a record that is being worked on, or waits to be released. */
record Held(ConsumerRecord<String, byte[]> handle, Delivery delivery, Optional<Long> releaseAtNanos) {
    Held with(ConsumerRecord<String, byte[]> newer) {
        return new Held(newer, delivery, releaseAtNanos);
    }

    Held releasedAt(long nanos) {
        return new Held(handle, delivery, Optional.of(nanos));
    }
}
