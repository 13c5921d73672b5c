package io.wuerstchen.fleet.worker.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.wuerstchen.fleet.common.job.FailureKind;
import io.wuerstchen.fleet.common.job.JobResult.Dead;
import io.wuerstchen.fleet.common.testing.FakeClock;
import io.wuerstchen.fleet.common.wire.FleetEvents;
import io.wuerstchen.fleet.common.wire.Topics;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
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

        publisher.publish(DeadLetter.malformed(record, "gpu-7", "not JSON")).join();

        ProducerRecord<String, byte[]> letter = producer.history().get(0);
        assertThat(letter.value()).hasSize(100_000);
        assertThat(letter.headers().lastHeader("pear")).isNull();
        assertThat(letter.headers().lastHeader("fleet_origin").value())
                .asString()
                .isEqualTo("jobs.emoji-3@7");
    }

    @Test
    void aDeadJobIsKeptWholeWithWhatIsKnownOfItsDeath() {
        ConsumerRecord<String, byte[]> record = new ConsumerRecord<>("jobs.emoji", 3, 7, "demo/1", new byte[] {1, 2});
        record.headers().add("fleet_attempts", new byte[] {'2'});
        Dead dead = new Dead(FailureKind.MODEL_ERROR, "it failed", 3, 0);

        publisher.publish(DeadLetter.of(record, dead, "gpu-7", "at line 1")).join();

        ProducerRecord<String, byte[]> letter = producer.history().get(0);
        assertThat(letter.topic()).isEqualTo("dead-letters");
        assertThat(letter.key()).isEqualTo("demo/1");
        assertThat(letter.value()).containsExactly(1, 2);
        assertThat(letter.headers())
                .extracting(Header::key, header -> new String(header.value(), StandardCharsets.UTF_8))
                .containsExactlyInAnyOrder(
                        tuple("fleet_attempts", "2"),
                        tuple("fleet_reason", "it failed"),
                        tuple("fleet_origin", "jobs.emoji-3@7"),
                        tuple("fleet_kind", "ModelError"),
                        tuple("fleet_attempts_made", "3"),
                        tuple("fleet_worker", "gpu-7"),
                        tuple("fleet_error", "at line 1"));
    }

    @Test
    void whatHasNeitherKeyNorValueIsALetterToo() {
        ConsumerRecord<String, byte[]> record = new ConsumerRecord<>("jobs.emoji", 0, 0, null, null);

        publisher.publish(DeadLetter.malformed(record, "gpu-7", "empty")).join();

        assertThat(producer.history()).singleElement().matches(letter -> letter.value() == null);
    }
}
