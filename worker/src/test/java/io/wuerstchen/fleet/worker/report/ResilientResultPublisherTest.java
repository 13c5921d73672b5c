package io.wuerstchen.fleet.worker.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.wuerstchen.fleet.common.job.FailureKind;
import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.resilience.Guards;
import io.wuerstchen.fleet.common.testing.FakeClock;
import io.wuerstchen.fleet.common.wire.FleetEvents;
import io.wuerstchen.fleet.common.wire.Topics;
import io.wuerstchen.fleet.worker.testing.Samples;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ResilientResultPublisherTest {
    private static final JobResult RESULT = new JobResult(
            Samples.origin(1), Samples.MODEL, "worker-1", new JobResult.Dead(FailureKind.BAD_IMAGE, "NaN"));

    private final MockProducer<String, byte[]> producer =
            new MockProducer<>(false, null, new StringSerializer(), new ByteArraySerializer());
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ResultPublisher publisher = new ResilientResultPublisher(
            new KafkaResultPublisher(producer, new FleetEvents(new FakeClock()), new Topics("")),
            ResilientResultPublisher.guard(new Guards()),
            timer);

    @AfterEach
    void close() {
        timer.shutdownNow();
    }

    @Test
    void publishesAgainWhatABrokerDidNotTake() {
        CompletableFuture<Void> published = publisher.publish(RESULT);

        producer.errorNext(new TimeoutException("no broker"));
        await().until(() -> producer.history().size() == 2);
        producer.completeNext();

        assertThat(published.join()).isNull();
    }

    @Test
    void doesNotTryAgainWhatCannotHelp() {
        CompletableFuture<Void> published = publisher.publish(RESULT);

        producer.errorNext(new RecordTooLargeException("2 MB"));

        assertThatThrownBy(published::join).hasRootCauseMessage("2 MB");
        assertThat(producer.history()).hasSize(1);
    }
}
