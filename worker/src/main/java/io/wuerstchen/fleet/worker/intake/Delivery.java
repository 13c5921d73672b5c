package io.wuerstchen.fleet.worker.intake;

import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** One record that a lane holds. Whoever finishes it must call {@link #accept} or {@link #release} once, from any thread. */
public final class Delivery {
    private final ConsumerRecord<String, byte[]> record;
    private final Lane lane;
    private volatile boolean lost;

    Delivery(ConsumerRecord<String, byte[]> record, Lane lane) {
        this.record = record;
        this.lane = lane;
    }

    public ConsumerRecord<String, byte[]> record() {
        return record;
    }

    /** Somebody may have had this record before, and may have left objects. */
    public boolean redelivered() {
        return record.deliveryCount().map(count -> count > 1).orElse(false);
    }

    /** The broker has given the record to somebody else; starting on it would be wasted. */
    public boolean lost() {
        return lost;
    }

    /** The job's result stands. */
    public void accept() {
        lane.settle(new Settlement(this, AcknowledgeType.ACCEPT));
    }

    /** Somebody else shall try. */
    public void release() {
        lane.settle(new Settlement(this, AcknowledgeType.RELEASE));
    }

    void lose() {
        lost = true;
    }

    @Override
    public String toString() {
        return record.topic() + "-" + record.partition() + "@" + record.offset();
    }
}
