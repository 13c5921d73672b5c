package io.wuerstchen.fleet.worker;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.wuerstchen.fleet.common.messaging.KafkaClients;
import io.wuerstchen.fleet.common.messaging.Preflight;
import io.wuerstchen.fleet.common.messaging.Reach;
import io.wuerstchen.fleet.common.resilience.Guard;
import io.wuerstchen.fleet.common.resilience.Guards;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.common.storage.OpenStore;
import io.wuerstchen.fleet.common.wire.FleetEvents;
import io.wuerstchen.fleet.common.wire.Heartbeat.Host;
import io.wuerstchen.fleet.common.wire.Topics;
import io.wuerstchen.fleet.worker.device.Device;
import io.wuerstchen.fleet.worker.http.WorkerEndpoints;
import io.wuerstchen.fleet.worker.intake.CancelledBatches;
import io.wuerstchen.fleet.worker.intake.JobsTopic;
import io.wuerstchen.fleet.worker.metrics.MeteredResultPublisher;
import io.wuerstchen.fleet.worker.metrics.WorkerMeters;
import io.wuerstchen.fleet.worker.report.KafkaResultPublisher;
import io.wuerstchen.fleet.worker.report.ResilientResultPublisher;
import io.wuerstchen.fleet.worker.report.ResultPublisher;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;

/** A worker that runs: one model on one device, fed from Kafka, until it is closed. */
public final class Worker implements AutoCloseable {
    private static final Duration PRODUCER_CLOSE = Duration.ofSeconds(5);
    /** Beyond the lanes' own limit. */
    private static final Duration STOP_SLACK = Duration.ofSeconds(60);

    private final OwnedResources resources;
    private final WorkerVerticle verticle;
    private final WorkerCard card;

    private Worker(OwnedResources resources, WorkerVerticle verticle, WorkerCard card) {
        this.resources = resources;
        this.verticle = verticle;
        this.card = card;
    }

    /** Loads the model, joins the share group and takes jobs. Whatever fails on the way throws its own exception. */
    public static Worker start(WorkerOptions options) {
        return start(options, Outside.of(options.addresses()));
    }

    /** For tests, which may put something between a worker and the world. */
    static Worker start(WorkerOptions options, Outside outside) {
        OwnedResources resources = new OwnedResources();
        try {
            return start(options, outside, resources);
        } catch (RuntimeException e) {
            resources.close();
            throw e;
        }
    }

    /** Who it is and where. */
    public WorkerCard card() {
        return card;
    }

    /** Completes exceptionally when the worker can't go on. */
    public CompletableFuture<Void> failure() {
        return verticle.failure();
    }

    /** Takes no more jobs, finishes what fits in the grace period, hands back the rest. */
    @Override
    public void close() {
        resources.close();
    }

    private static Worker start(WorkerOptions options, Outside outside, OwnedResources resources) {
        Reach.require(options.addresses().kafka()); // before a model is loaded for nothing
        Device device = resources.own(options.device().get());
        WorkerIdentity identity = WorkerIdentity.of(options.presence().id(), device.model());
        KafkaClients kafka = outside.kafka();
        Topics topics = new Topics(options.addresses().kafka().topicPrefix());
        FailureRules rules = rules(options.work(), prepare(kafka, topics, identity));

        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        resources.own(registry::close);
        WorkerMeters meters = new WorkerMeters(registry);
        Guards guards = new Guards();
        OpenStore store = OpenStore.open(options.addresses().store(), guards);
        resources.own(store.store());
        Guard results = ResilientResultPublisher.guard(guards);
        meters.guards(guards);
        ResultPublisher publisher = publisher(resources, kafka, topics, results, meters);
        Intake intake = new Intake(store.guard(), results);

        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        OwnedResources afterVertx = resources.own(new OwnedResources());
        Duration stopLimit = options.work().grace().plus(STOP_SLACK);
        resources.own(() -> await(vertx.close(), stopLimit));
        URI address = new WorkerEndpoints(intake::closedBecause, registry::scrape)
                .listen(vertx, options.presence().bind(), options.presence().port());
        WorkerCard card =
                new WorkerCard(identity.id(), identity.model(), device.description(), address, store.caveat());
        Heartbeats heartbeats = heartbeats(options, publisher, identity, device, card);
        afterVertx.own(heartbeats::farewell);

        var admittance = new JobFlow.Admittance(intake, rules, new CancelledBatches());
        JobsTopic jobs = jobs(resources, kafka, topics, identity);
        WorkerWiring wiring = new WorkerWiring(options, identity, admittance, jobs, meters);
        Stations stations = wiring.stations(vertx, device, outside.store().apply(store.store()), publisher);
        WorkerVerticle verticle = wiring.verticle(device, stations, kafka, heartbeats);
        resources.own(ControlThread.start(wiring.control(kafka, verticle)));
        resources.own(deployed(vertx, verticle, stopLimit));
        return new Worker(resources, verticle, card);
    }

    private static JobsTopic jobs(
            OwnedResources resources, KafkaClients kafka, Topics topics, WorkerIdentity identity) {
        String name = topics.jobs(identity.model().name());
        return resources.own(JobsTopic.watch(kafka.admin(), name));
    }

    private static Heartbeats heartbeats(
            WorkerOptions options, ResultPublisher publisher, WorkerIdentity identity, Device device, WorkerCard card) {
        String version = options.presence().version();
        Host host = new Host(card.device(), card.address().toString(), version, identity.process());
        return new Heartbeats(publisher, identity, ModelDefaults.of(device.model()), host);
    }

    /** To be closed before Vert.x: jobs in hand need its threads to the last. */
    private static AutoCloseable deployed(Vertx vertx, WorkerVerticle verticle, Duration stopLimit) {
        String deployment = vertx.deployVerticle(verticle).await();
        return () -> await(vertx.undeploy(deployment), stopLimit);
    }

    private static int prepare(KafkaClients kafka, Topics topics, WorkerIdentity identity) {
        try (Admin admin = kafka.admin()) {
            return new Preflight(admin, topics).prepare(identity.model().name());
        }
    }

    private static FailureRules rules(WorkerOptions.Work work, int deliveryLimit) {
        return new FailureRules(deliveryLimit, work.deviceTimeout(), FailureRules.SUSPENSE);
    }

    private static ResultPublisher publisher(
            OwnedResources resources, KafkaClients kafka, Topics topics, Guard guard, WorkerMeters meters) {
        Producer<String, byte[]> producer = kafka.producer();
        resources.own(() -> producer.close(PRODUCER_CLOSE));
        ScheduledExecutorService timer =
                Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "publish-again"));
        resources.own(timer::shutdownNow);
        ResultPublisher publisher = new KafkaResultPublisher(producer, new FleetEvents(Clock.systemUTC()), topics);
        return new MeteredResultPublisher(new ResilientResultPublisher(publisher, guard, timer), meters);
    }

    private static void await(Future<Void> stopped, Duration limit) {
        try {
            stopped.await(limit.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException("worker not stopped in " + limit.toSeconds() + " s", e);
        }
    }

    /** What a worker reaches Kafka and the store by. */
    record Outside(KafkaClients kafka, UnaryOperator<ObjectStore> store) {
        private static Outside of(WorkerOptions.Addresses addresses) {
            return new Outside(new KafkaClients(addresses.kafka()), UnaryOperator.identity());
        }
    }
}
