package io.wuerstchen.fleet.worker.intake;

import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** One record that a lane holds. Whoever finishes it must call {@link #accept}, {@link #release} or {@link #releaseLater} once, from any thread. */
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

    /** Somebody has had this record before. */
    public boolean redelivered() {
        return deliveries() > 1;
    }

    /** The broker has given the record to somebody else; starting on it would be wasted. */
    public boolean lost() {
        return lost;
    }

    /** The job's result stands. */
    public void accept() {
        lane.settle(new Settlement(this, AcknowledgeType.ACCEPT, false));
    }

    /** Somebody else shall try, at once. */
    public void release() {
        lane.settle(new Settlement(this, AcknowledgeType.RELEASE, false));
    }

    /** Somebody shall try again after a while, the longer the more often it was delivered; at once when the lane stops. */
    public void releaseLater() {
        lane.settle(new Settlement(this, AcknowledgeType.RELEASE, true));
    }

    /** How often the broker has given it to somebody, this time included. */
    public int deliveries() {
        return record.deliveryCount().orElse((short) 1);
    }

    void lose() {
        lost = true;
    }

    @Override
    public String toString() {
        return record.topic() + "-" + record.partition() + "@" + record.offset();
    }
}
