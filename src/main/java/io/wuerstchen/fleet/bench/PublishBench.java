package io.wuerstchen.fleet.bench;

import io.wuerstchen.fleet.bench.BenchTable.Column;
import io.wuerstchen.fleet.common.config.KafkaAddress;
import io.wuerstchen.fleet.common.job.GenerationJob;
import io.wuerstchen.fleet.common.job.ModelRef;
import io.wuerstchen.fleet.common.job.Publication;
import io.wuerstchen.fleet.common.job.Settings;
import io.wuerstchen.fleet.common.messaging.KafkaClients;
import io.wuerstchen.fleet.common.messaging.Preflight;
import io.wuerstchen.fleet.common.wire.FleetEvents;
import io.wuerstchen.fleet.common.wire.Topics;
import io.wuerstchen.fleet.dispatcher.intake.PromptReader;
import io.wuerstchen.fleet.dispatcher.intake.PromptRow;
import io.wuerstchen.fleet.dispatcher.intake.Row;
import io.wuerstchen.fleet.dispatcher.intake.RowCheck;
import io.wuerstchen.fleet.dispatcher.plan.JobPlanner;
import io.wuerstchen.fleet.dispatcher.publish.KafkaJobPublisher;
import io.wuerstchen.fleet.dispatcher.publish.RunPartitioner;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;

/** How fast jobs get onto Kafka, by the dispatcher's own publisher. */
public final class PublishBench {
    private static final List<Column> COLUMNS = List.of(
            new Column("round", "ROUND", 0),
            new Column("jobs", "JOBS", 0),
            new Column("seconds", "SECONDS", 2),
            new Column("jobs_per_second", "JOBS/S", 0));

    private static final ModelRef MODEL = new ModelRef("bench", "0".repeat(64));
    private static final int ROUNDS = 3;
    private static final int WARM_UP_JOBS = 10_000;
    private static final int RUN_IMAGES = 8;
    private static final long MAX_PIXELS = 4L << 20;
    private static final int TURN = 1000;

    private final KafkaClients kafka;
    private final Topics topics;
    private final String topic;
    private final int jobs;

    /**
     * @param kafka gets a topic of its own for this, which no worker reads
     * @param jobs of each round
     */
    public PublishBench(KafkaAddress kafka, int jobs) {
        this.kafka = new KafkaClients(kafka);
        topics = new Topics(kafka.topicPrefix());
        topic = topics.jobs(MODEL.name());
        this.jobs = jobs;
    }

    /** Publishes a few thousand jobs to warm up, and then some rounds that count. */
    public BenchTable measure() {
        try (Admin admin = kafka.admin()) {
            new Preflight(admin, topics).prepare(MODEL.name());
            publish(plan(Math.min(jobs, WARM_UP_JOBS)));
            List<GenerationJob> planned = plan(jobs);
            List<List<Object>> rows = new ArrayList<>();
            for (int round = 1; round <= ROUNDS; round++) {
                rows.add(round(round, planned));
            }
            return new BenchTable(
                    "publish",
                    COLUMNS,
                    rows,
                    List.of(
                            "From the first job to the acknowledgement of the last by Kafka, which runs on the same machine: JSON,"
                                    + " compression and sending, without reading and planning rows."));
        }
    }

    private List<Object> round(int round, List<GenerationJob> planned) {
        double seconds = publish(planned);
        return List.of(round, jobs, seconds, jobs / seconds);
    }

    private double publish(List<GenerationJob> planned) {
        Producer<String, byte[]> producer = kafka.fencedProducer(topics.owner("bench"));
        int partitions = producer.partitionsFor(topic).size();
        KafkaJobPublisher publisher = new KafkaJobPublisher(
                producer,
                new FleetEvents(Clock.systemUTC()),
                topic,
                runImages -> new RunPartitioner(partitions, runImages, 0));
        try (publisher) {
            publisher.fenceOthers();
            publisher.begin(RUN_IMAGES);
            long start = System.nanoTime();
            int published = publish(planned, publisher);
            double seconds = (System.nanoTime() - start) / 1e9;
            if (published != planned.size()) {
                throw new IllegalStateException(
                        topic + ": " + published + " jobs came (expected: " + planned.size() + ")");
            }
            return seconds;
        }
    }

    /** In transactions, as a dispatcher does with what it publishes in one turn. */
    private static int publish(List<GenerationJob> planned, KafkaJobPublisher publisher) {
        int published = 0;
        for (int i = 0; i < planned.size(); i++) {
            publisher.publish(List.of(publisher.prepare(planned.get(i), Publication.FIRST)));
            if ((i + 1) % TURN == 0 || i + 1 == planned.size()) {
                published += publisher.commit().size();
            }
        }
        return published;
    }

    private static List<GenerationJob> plan(int jobs) {
        JobPlanner planner =
                new JobPlanner("bench", JobPlanner.Target.of(MODEL, Settings.NONE, Settings.NONE), MAX_PIXELS, "bench");
        GeneratedPrompts prompts = GeneratedPrompts.FORMATS.get(0);
        List<GenerationJob> planned = new ArrayList<>(jobs);
        try (PromptReader reader =
                PromptReader.open(prompts.source(prompts.bytes(jobs)), new RowCheck(Settings.NONE, MAX_PIXELS))) {
            for (Optional<Row> row = reader.next(); row.isPresent(); row = reader.next()) {
                planned.add(planner.plan((PromptRow) row.get()));
            }
        }
        return planned;
    }
}
