package io.wuerstchen.fleet.worker;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.wuerstchen.fleet.common.messaging.KafkaClients;
import io.wuerstchen.fleet.common.messaging.Preflight;
import io.wuerstchen.fleet.common.storage.MinioObjectStore;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.common.storage.RetryingObjectStore;
import io.wuerstchen.fleet.common.wire.Topics;
import io.wuerstchen.fleet.worker.wuerstchen.WuerstchenPipeline;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;

/** A worker that runs: one model on one device, fed from Kafka, until it is closed. */
public final class Worker implements AutoCloseable {
    private static final Duration FIRST_RETRY = Duration.ofMillis(200);
    private static final Duration PRODUCER_CLOSE = Duration.ofSeconds(5);
    private static final int STOP_SECONDS = 60;

    private final OwnedResources resources;
    private final WorkerVerticle verticle;
    private final WorkerIdentity identity;
    private final String device;

    private Worker(OwnedResources resources, WorkerVerticle verticle, WorkerIdentity identity, String device) {
        this.resources = resources;
        this.verticle = verticle;
        this.identity = identity;
        this.device = device;
    }

    /** Loads the model, joins the share group and takes jobs. Whatever fails on the way throws its own exception. */
    public static Worker start(WorkerOptions options) {
        OwnedResources resources = new OwnedResources();
        try {
            return start(options, resources);
        } catch (RuntimeException e) {
            resources.close();
            throw e;
        }
    }

    public String id() {
        return identity.id();
    }

    public String model() {
        return identity.model().name();
    }

    /** What was chosen to compute on, and why. */
    public String device() {
        return device;
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

    private static Worker start(WorkerOptions options, OwnedResources resources) {
        WuerstchenPipeline pipeline =
                resources.own(WuerstchenPipeline.load(options.modelDirectory(), options.pipeline()));
        WorkerIdentity identity = WorkerIdentity.of(pipeline.model());
        KafkaClients kafka = new KafkaClients(options.addresses().kafka());
        Topics topics = new Topics(options.addresses().kafka().topicPrefix());
        prepare(kafka, topics, identity);
        ObjectStore store = resources.own(openStore(options));
        Producer<String, byte[]> producer = kafka.producer();
        resources.own(() -> producer.close(PRODUCER_CLOSE));
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        resources.own(() -> await(vertx.close()));
        WorkerVerticle verticle =
                new WorkerWiring(options, identity, topics).verticle(vertx, pipeline, store, kafka, producer);
        String deployment = vertx.deployVerticle(verticle).await();
        // Before Vert.x: jobs in hand need its threads to the last.
        resources.own(() -> await(vertx.undeploy(deployment)));
        return new Worker(resources, verticle, identity, pipeline.device());
    }

    private static void prepare(KafkaClients kafka, Topics topics, WorkerIdentity identity) {
        try (Admin admin = kafka.admin()) {
            new Preflight(admin, topics).prepare(identity.model().name());
        }
    }

    private static ObjectStore openStore(WorkerOptions options) {
        MinioObjectStore store = new MinioObjectStore(options.addresses().store());
        store.requireBucket();
        return new RetryingObjectStore(store, FIRST_RETRY);
    }

    private static void await(Future<Void> stopped) {
        try {
            stopped.await(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException("worker not stopped in " + STOP_SECONDS + " s", e);
        }
    }
}
