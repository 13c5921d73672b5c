package io.wuerstchen.fleet.dispatcher;

import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.config.KafkaAddress;
import io.wuerstchen.fleet.common.messaging.KafkaClients;
import io.wuerstchen.fleet.common.messaging.MessagingException;
import io.wuerstchen.fleet.common.messaging.Preflight;
import io.wuerstchen.fleet.common.messaging.Reach;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.common.wire.FleetEvents;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.common.wire.Topics;
import io.wuerstchen.fleet.dispatcher.archive.BatchObjects;
import io.wuerstchen.fleet.dispatcher.archive.InputIndex;
import io.wuerstchen.fleet.dispatcher.publish.KafkaJobPublisher;
import io.wuerstchen.fleet.dispatcher.publish.RunPartitioner;
import io.wuerstchen.fleet.dispatcher.result.ResultFollower;
import io.wuerstchen.fleet.dispatcher.result.WorkerDirectory;
import io.wuerstchen.fleet.dispatcher.status.BatchReport;
import io.wuerstchen.fleet.dispatcher.status.ReportJson;
import java.time.Clock;
import java.time.Duration;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;

/** Runs batches, each on the thread that asks for it. */
public final class Dispatcher {
    private final KafkaAddress kafka;
    private final KafkaClients clients;
    private final Topics topics;
    private final ObjectStore store;
    private final ObjectNames names;
    private final Clock clock;

    /** The store stays the caller's to close. */
    public Dispatcher(KafkaAddress kafka, Topics topics, ObjectStore store, ObjectNames names, Clock clock) {
        this.kafka = kafka;
        this.clients = new KafkaClients(kafka);
        this.topics = topics;
        this.store = store;
        this.names = names;
        this.clock = clock;
    }

    /**
     * Runs a batch until every row has an outcome, or the calling thread is interrupted: then it stops publishing, closes
     * everything, restores the interrupt and returns the report as it stands, {@link BatchReport#finished()} being false.
     * Run again under the same name with the same input and options, it goes on with the rows that have no outcome yet, some
     * of them being published again, which is safe: workers find by its fingerprint what stands already. A batch that has
     * finished gives the report that it ended with, without a look at Kafka.
     *
     * @throws io.wuerstchen.fleet.common.job.InvalidJobException if the prompts can't be read, or the name is taken by a
     *     batch of another input, other options or other weights
     * @throws java.util.concurrent.CancellationException if an interrupt, which stays set, comes before all rows are read
     * @throws MessagingException if Kafka fails, or no worker comes in half an hour
     * @throws io.wuerstchen.fleet.common.storage.StoreException if the store fails
     */
    public BatchReport run(BatchSpec spec, BatchListener listener) {
        BatchObjects objects = new BatchObjects(store, names, spec.name());
        // First of all: what is wrong with the input is known at once, and needs no Kafka.
        InputIndex input = new BatchIntake(objects, listener).take(spec);
        new BatchManifest(spec, input).requireFree(objects);
        return objects.report()
                .map(Json::parseObject)
                .map(ReportJson::read)
                .orElseGet(() -> run(spec, objects, input, listener));
    }

    private BatchReport run(BatchSpec spec, BatchObjects objects, InputIndex input, BatchListener listener) {
        try {
            prepare(spec.model());
            return onKafka(spec, objects, input, listener);
        } catch (KafkaException e) {
            throw new MessagingException("batch " + spec.name() + ": Kafka failed: " + e.getMessage(), e);
        }
    }

    private void prepare(String model) {
        Reach.require(kafka);
        try (Admin admin = clients.admin()) {
            new Preflight(admin, topics).prepare(model);
        }
    }

    private BatchReport onKafka(BatchSpec spec, BatchObjects objects, InputIndex input, BatchListener listener) {
        boolean interrupted = false;
        try (WorkerDirectory workers = new WorkerDirectory(clients.reader(), topics.workers(), clock);
                ResultFollower results = new ResultFollower(clients.reader(), topics.results(), spec.name());
                KafkaJobPublisher publisher = publisher(clients.producer(), spec)) {
            BatchRun.Stations stations = new BatchRun.Stations(workers, results, publisher, objects);
            try {
                return new BatchRun(spec, stations, listener, clock).run(input);
            } finally {
                // Kafka's clients can't be closed in order by a thread that is interrupted.
                interrupted = Thread.interrupted();
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private KafkaJobPublisher publisher(Producer<String, byte[]> producer, BatchSpec spec) {
        try {
            String topic = topics.jobs(spec.model());
            int partitions = producer.partitionsFor(topic).size();
            return new KafkaJobPublisher(
                    producer,
                    new FleetEvents(clock),
                    topic,
                    runImages -> new RunPartitioner(
                            partitions, runImages, spec.name().hashCode()));
        } catch (KafkaException e) {
            producer.close(Duration.ZERO);
            throw e;
        }
    }
}
