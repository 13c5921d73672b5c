package io.wuerstchen.fleet.worker.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.wuerstchen.fleet.common.testing.FakeClock;
import io.wuerstchen.fleet.common.wire.FleetEvents;
import io.wuerstchen.fleet.common.wire.Topics;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class KafkaResultPublisherTest {
    private final MockProducer<String, byte[]> producer =
            new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
    private final KafkaResultPublisher publisher =
            new KafkaResultPublisher(producer, new FleetEvents(new FakeClock()), new Topics(""));

    @Test
    void aDeadLetterThatWouldNotFitIsCut() {
        ConsumerRecord<String, byte[]> record = new ConsumerRecord<>("jobs.emoji", 3, 7, "key", new byte[1_048_000]);
        record.headers().add("pear", new byte[500]);

        publisher.deadLetter(record, "not JSON").join();

        ProducerRecord<String, byte[]> letter = producer.history().get(0);
        assertThat(letter.value()).hasSize(100_000);
        assertThat(letter.headers().lastHeader("pear")).isNull();
        assertThat(letter.headers().lastHeader("fleet_origin").value())
                .asString()
                .isEqualTo("jobs.emoji-3@7");
    }

    @Test
    void whatHasNeitherKeyNorValueIsALetterToo() {
        publisher
                .deadLetter(new ConsumerRecord<>("jobs.emoji", 0, 0, null, null), "empty")
                .join();

        assertThat(producer.history()).singleElement().matches(letter -> letter.value() == null);
    }
}
