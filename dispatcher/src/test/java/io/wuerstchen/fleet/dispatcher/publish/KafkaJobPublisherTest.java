package io.wuerstchen.fleet.dispatcher.publish;

import static io.wuerstchen.fleet.dispatcher.testing.Samples.canvas;
import static io.wuerstchen.fleet.dispatcher.testing.Samples.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wuerstchen.fleet.common.job.GenerationJob;
import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.job.JobNotice.Place;
import io.wuerstchen.fleet.common.job.Parameters;
import io.wuerstchen.fleet.common.job.Publication;
import io.wuerstchen.fleet.common.job.Settings;
import io.wuerstchen.fleet.common.messaging.MessagingException;
import io.wuerstchen.fleet.common.testing.FakeClock;
import io.wuerstchen.fleet.common.wire.FleetEvents;
import io.wuerstchen.fleet.common.wire.JobJson;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.common.wire.PublicationHeaders;
import io.wuerstchen.fleet.dispatcher.publish.KafkaJobPublisher.Ready;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KafkaJobPublisherTest {
    private static final Node NODE = new Node(0, "localhost", 9092);
    private final MockProducer<String, byte[]> producer =
            new MockProducer<>(cluster(), false, null, new StringSerializer(), new ByteArraySerializer());
    private final KafkaJobPublisher publisher = new KafkaJobPublisher(
            producer,
            new FleetEvents(new FakeClock()),
            "jobs.emoji",
            runImages -> new RunPartitioner(12, runImages, 3));

    @BeforeEach
    void begin() {
        publisher.fenceOthers();
        publisher.begin(2);
    }

    @Test
    void sendsTheJobWholeUnderItsRowToThePartitionOfItsRun() {
        GenerationJob job = job(7, canvas(256, 128, 2));
        Publication publication = new Publication(true, 1, 2, true);

        publisher.publish(List.of(publisher.prepare(job, publication)));
        Map<Long, Place> places = publisher.commit();

        ProducerRecord<String, byte[]> sent = producer.history().get(0);
        assertThat(sent.topic()).isEqualTo("jobs.emoji");
        assertThat(sent.key()).isEqualTo("demo/7");
        assertThat(JobJson.read(Json.parseObject(sent.value()), Settings.NONE)).isEqualTo(job);
        assertThat(PublicationHeaders.read(sent.headers())).isEqualTo(publication);
        assertThat(places).isEqualTo(Map.of(7L, new Place(3, 0)));
    }

    @Test
    void whatIsCommittedStandsAndIsToldOnce() {
        publisher.publish(List.of(publisher.prepare(job(7, Settings.NONE), Publication.FIRST)));
        publisher.commit();

        assertThat(publisher.commit()).isEmpty();
        assertThat(producer.commitCount()).isEqualTo(1);
    }

    @Test
    void aJobThatIsNotDeliveredHasNoPlaceAndTheOthersHave() {
        publisher.publish(List.of(publisher.prepare(job(7, Settings.NONE), Publication.FIRST)));
        publisher.publish(List.of(publisher.prepare(job(8, Settings.NONE), Publication.FIRST)));
        producer.errorNext(new TimeoutException("120000 ms has passed since batch creation"));
        producer.completeNext();
        producer.commitTransactionException = new KafkaException("a record was not delivered");

        Map<Long, Place> places = publisher.commit();

        assertThat(places).containsOnlyKeys(8L);
        assertThat(producer.transactionAborted()).isTrue();
    }

    @Test
    void failureAfterFailureIsNotPutUpWithForEver() {
        producer.commitTransactionException = new KafkaException("the topic is gone");

        assertThatThrownBy(() -> {
                    for (int i = 0; i < 10; i++) {
                        publisher.publish(List.of(publisher.prepare(job(7, Settings.NONE), Publication.FIRST)));
                        publisher.commit();
                    }
                })
                .isInstanceOf(MessagingException.class)
                .hasMessage("can't publish to jobs.emoji: the topic is gone");
    }

    @Test
    void oneThatIsFencedSaysSo() {
        publisher.publish(List.of(publisher.prepare(job(7, Settings.NONE), Publication.FIRST)));
        producer.commitTransactionException = new ProducerFencedException("there is a newer producer");

        assertThatThrownBy(publisher::commit).isInstanceOf(FencedException.class);
    }

    @Test
    void oneWhoseTransactionKafkaNeitherCommitsNorAbortsIsGivenUp() {
        publisher.publish(List.of(publisher.prepare(job(7, Settings.NONE), Publication.FIRST)));
        producer.commitTransactionException = new KafkaException("Unhandled error in EndTxnResponse: unexpected");
        producer.abortTransactionException = new KafkaException("Unhandled error in EndTxnResponse: unexpected");

        assertThatThrownBy(publisher::commit)
                .isInstanceOfSatisfying(
                        FencedException.class, e -> assertThat(e.isReplaced()).isFalse())
                .hasMessage("Kafka ends no transaction: Unhandled error in EndTxnResponse: unexpected");
    }

    @Test
    void oneThatFailsWhileJobsAreHandedOverIsGivenUpIfItCannotAbortEither() {
        producer.sendException = new KafkaException("in an error state", new InvalidTxnStateException("no such state"));
        producer.abortTransactionException = new KafkaException("in an error state");
        publisher.publish(List.of(publisher.prepare(job(7, Settings.NONE), Publication.FIRST)));

        assertThatThrownBy(publisher::commit)
                .isInstanceOfSatisfying(
                        FencedException.class, e -> assertThat(e.isReplaced()).isFalse());
    }

    @Test
    void jobsThatWereNotHandedOverForAFailureBeforeThemCanBePublishedAgain() {
        Ready job = publisher.prepare(job(7, Settings.NONE), Publication.FIRST);
        producer.sendException = new KafkaException("in an error state", new TimeoutException("not delivered"));
        publisher.publish(List.of(job));
        assertThat(publisher.commit()).isEmpty();
        assertThat(producer.transactionAborted()).isTrue();
        producer.sendException = null;

        publisher.publish(List.of(job));

        assertThat(publisher.commit()).containsOnlyKeys(7L);
    }

    @ParameterizedTest
    @MethodSource("troublesOfAnyProducer")
    void whatAnotherProducerWouldMeetTooGivesNoneUp(RuntimeException trouble) {
        publisher.publish(List.of(publisher.prepare(job(7, Settings.NONE), Publication.FIRST)));
        producer.commitTransactionException = new KafkaException("a record was not delivered");
        producer.abortTransactionException = new KafkaException("in an error state", trouble);

        assertThatThrownBy(publisher::commit)
                .isInstanceOf(MessagingException.class)
                .hasMessage("can't publish to jobs.emoji: in an error state");
    }

    private static Stream<RuntimeException> troublesOfAnyProducer() {
        return Stream.of(
                new TimeoutException("60000 ms have passed"),
                new TransactionalIdAuthorizationException("not allowed"),
                new SaslAuthenticationException("who are you"));
    }

    @Test
    void aJobTooLargeForARecordIsRefusedAlone() {
        Parameters parameters = Parameters.of("x".repeat(1_000_001), Settings.BUILT_IN, 1);
        GenerationJob large = new GenerationJob(
                job(7, Settings.NONE).origin(), job(7, Settings.NONE).model(), parameters);

        assertThatThrownBy(() -> publisher.publish(List.of(publisher.prepare(large, Publication.FIRST))))
                .isInstanceOf(InvalidJobException.class)
                .hasMessageMatching("job: \\d+ bytes \\(expected: at most 1000000\\)");
        assertThat(publisher.commit()).isEmpty();
        assertThat(producer.history()).isEmpty();
    }

    private static Cluster cluster() {
        List<PartitionInfo> partitions = IntStream.range(0, 12)
                .mapToObj(i -> new PartitionInfo("jobs.emoji", i, NODE, new Node[] {NODE}, new Node[] {NODE}))
                .toList();
        return new Cluster("cluster", List.of(NODE), partitions, Set.of(), Set.of());
    }
}
