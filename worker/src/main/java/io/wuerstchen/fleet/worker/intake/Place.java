package io.wuerstchen.fleet.worker.intake;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Where a record stands on Kafka. */
record Place(String topic, int partition, long offset) {
    static Place of(ConsumerRecord<?, ?> record) {
        return new Place(record.topic(), record.partition(), record.offset());
    }
}
