package io.wuerstchen.fleet.dispatcher.publish;

import static io.wuerstchen.fleet.dispatcher.testing.Samples.canvas;
import static io.wuerstchen.fleet.dispatcher.testing.Samples.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wuerstchen.fleet.common.job.GenerationJob;
import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.job.Parameters;
import io.wuerstchen.fleet.common.job.Settings;
import io.wuerstchen.fleet.common.messaging.MessagingException;
import io.wuerstchen.fleet.common.testing.FakeClock;
import io.wuerstchen.fleet.common.wire.FleetEvents;
import io.wuerstchen.fleet.common.wire.JobJson;
import io.wuerstchen.fleet.common.wire.Json;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KafkaJobPublisherTest {
    private final MockProducer<String, byte[]> producer =
            new MockProducer<>(false, null, new StringSerializer(), new ByteArraySerializer());
    private final KafkaJobPublisher publisher = new KafkaJobPublisher(
            producer,
            new FleetEvents(new FakeClock()),
            "jobs.emoji",
            runImages -> new RunPartitioner(12, runImages, 3));

    @BeforeEach
    void begin() {
        publisher.begin(2, false);
    }

    @Test
    void sendsTheJobWholeUnderItsRowToThePartitionOfItsRun() {
        GenerationJob job = job(7, canvas(256, 128, 2));

        publisher.publish(job);

        ProducerRecord<String, byte[]> sent = producer.history().get(0);
        assertThat(sent.topic()).isEqualTo("jobs.emoji");
        assertThat(sent.partition()).isEqualTo(3);
        assertThat(sent.key()).isEqualTo("demo/7");
        assertThat(JobJson.read(Json.parseObject(sent.value()), Settings.NONE)).isEqualTo(job);
    }

    @Test
    void marksWhatMayHaveBeenPublishedBefore() {
        publisher.begin(2, true);

        publisher.publish(job(7, Settings.NONE));

        assertThat(producer.history()
                        .get(0)
                        .headers()
                        .lastHeader("fleet_published_again")
                        .value())
                .asString()
                .isEqualTo("true");
    }

    @Test
    void aJobThatIsNotDeliveredFailsTheNextCall() {
        publisher.publish(job(7, Settings.NONE));
        producer.errorNext(new TimeoutException("120000 ms has passed since batch creation"));

        assertThatThrownBy(() -> publisher.publish(job(8, Settings.NONE)))
                .isInstanceOf(MessagingException.class)
                .hasMessage("can't publish job demo/7 to jobs.emoji: 120000 ms has passed since batch creation");
    }

    @Test
    void aDeliveredJobIsNoFailure() {
        publisher.publish(job(7, Settings.NONE));
        producer.completeNext();

        publisher.requireDelivery();
    }

    @Test
    void aJobTooLargeForARecordIsRefusedAlone() {
        Parameters parameters = Parameters.of("x".repeat(1_000_001), Settings.BUILT_IN, 1);
        GenerationJob large = new GenerationJob(
                job(7, Settings.NONE).origin(), job(7, Settings.NONE).model(), parameters);

        assertThatThrownBy(() -> publisher.publish(large))
                .isInstanceOf(InvalidJobException.class)
                .hasMessageMatching("job: \\d+ bytes \\(expected: at most 1000000\\)");
        assertThat(producer.history()).isEmpty();
    }
}
