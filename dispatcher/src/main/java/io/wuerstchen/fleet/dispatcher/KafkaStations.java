package io.wuerstchen.fleet.dispatcher;

import io.wuerstchen.fleet.common.messaging.KafkaClients;
import io.wuerstchen.fleet.common.messaging.Preflight;
import io.wuerstchen.fleet.common.messaging.Reach;
import io.wuerstchen.fleet.common.wire.FleetEvents;
import io.wuerstchen.fleet.common.wire.Topics;
import io.wuerstchen.fleet.dispatcher.Stations.Heard;
import io.wuerstchen.fleet.dispatcher.archive.Recorder;
import io.wuerstchen.fleet.dispatcher.publish.DeadLetters;
import io.wuerstchen.fleet.dispatcher.publish.KafkaJobPublisher;
import io.wuerstchen.fleet.dispatcher.publish.RunPartitioner;
import io.wuerstchen.fleet.dispatcher.result.ControlFollower;
import io.wuerstchen.fleet.dispatcher.result.PublishedJobs;
import io.wuerstchen.fleet.dispatcher.result.ResultFollower;
import io.wuerstchen.fleet.dispatcher.result.WorkerDirectory;
import io.wuerstchen.fleet.dispatcher.sweep.AdminBroker;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;

/** Opens the stations of a batch, with clients of its own. */
final class KafkaStations {
    private final KafkaClients clients;
    private final Topics topics;
    private final Clock clock;

    KafkaStations(KafkaClients clients, Topics topics, Clock clock) {
        this.clients = clients;
        this.topics = topics;
        this.clock = clock;
    }

    /** Makes the model's topics where they are missing, and connects. */
    Opened open(Assignment assignment) {
        Reach.require(clients.address());
        try (Admin admin = clients.admin()) {
            new Preflight(admin, topics).prepare(assignment.submission().model());
        }
        Opened opened = new Opened();
        try {
            opened.stations = stations(assignment, opened);
            return opened;
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private Stations stations(Assignment assignment, Opened opened) {
        String jobs = topics.jobs(assignment.submission().model());
        String group = topics.workers(assignment.submission().model());
        Heard heard = heard(assignment.batch(), jobs, opened);
        AdminBroker broker =
                opened.own(new AdminBroker(clients.admin(), new AdminBroker.Names(jobs, topics.results(), group)));
        KafkaJobPublisher publisher = publisher(assignment.batch(), jobs, opened);
        Recorder recorder = opened.own(new Recorder(assignment.objects(), assignment.ownership()));
        DeadLetters letters = new DeadLetters(publisher, new FleetEvents(clock), topics);
        return new Stations(heard, publisher, letters, broker, recorder);
    }

    private Heard heard(String batch, String jobs, Opened opened) {
        return new Heard(
                opened.own(new WorkerDirectory(clients.reader(), topics.workers(), clock)),
                opened.own(new ResultFollower(clients.reader(), topics.results(), batch)),
                opened.own(new PublishedJobs(clients.reader(), jobs, batch, clock)),
                opened.own(new ControlFollower(clients.reader(), topics.control(), batch)));
    }

    private KafkaJobPublisher publisher(String batch, String jobs, Opened opened) {
        Producer<String, byte[]> producer = opened.own(clients.fencedProducer(topics.owner(batch)));
        int partitions = producer.partitionsFor(jobs).size();
        return new KafkaJobPublisher(
                producer,
                new FleetEvents(clock),
                jobs,
                runImages -> new RunPartitioner(partitions, runImages, batch.hashCode()));
    }

    /** The stations of one batch, and what has to be closed after them. */
    static final class Opened implements AutoCloseable {
        private final Deque<AutoCloseable> owned = new ArrayDeque<>();
        private Stations stations;

        Stations stations() {
            return stations;
        }

        /** All are closed, the last one first, whatever becomes of the others. */
        @Override
        public void close() {
            // Kafka's clients can't be closed in order by a thread that is interrupted.
            Undisturbed.run("close-stations", this::closeAll);
        }

        private void closeAll() {
            RuntimeException failure = null;
            while (!owned.isEmpty()) {
                try {
                    owned.pop().close();
                } catch (Exception e) {
                    failure = failure == null ? new IllegalStateException("can't close", e) : failure;
                }
            }
            if (failure != null) {
                throw failure;
            }
        }

        private <T extends AutoCloseable> T own(T closeable) {
            owned.push(closeable);
            return closeable;
        }
    }
}
