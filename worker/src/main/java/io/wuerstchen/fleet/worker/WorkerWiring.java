package io.wuerstchen.fleet.worker;

import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.job.Parameters;
import io.wuerstchen.fleet.common.job.Settings;
import io.wuerstchen.fleet.common.messaging.KafkaClients;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.common.wire.Heartbeat.Load;
import io.wuerstchen.fleet.common.wire.Topics;
import io.wuerstchen.fleet.worker.device.Device;
import io.wuerstchen.fleet.worker.generate.ImageGenerator;
import io.wuerstchen.fleet.worker.intake.ControlReader;
import io.wuerstchen.fleet.worker.intake.Delivery;
import io.wuerstchen.fleet.worker.intake.JobDecoder;
import io.wuerstchen.fleet.worker.intake.JobsTopic;
import io.wuerstchen.fleet.worker.intake.Lane;
import io.wuerstchen.fleet.worker.intake.LaneTiming;
import io.wuerstchen.fleet.worker.metrics.MeteredEncoding;
import io.wuerstchen.fleet.worker.metrics.MeteredModel;
import io.wuerstchen.fleet.worker.metrics.MeteredObjectStore;
import io.wuerstchen.fleet.worker.metrics.WorkerMeters;
import io.wuerstchen.fleet.worker.microbatch.MicroBatcher;
import io.wuerstchen.fleet.worker.report.ResultPublisher;
import io.wuerstchen.fleet.worker.store.ImageStore;
import io.wuerstchen.fleet.worker.store.PictureFiles;
import io.wuerstchen.fleet.worker.weights.SafetensorsWriter.Precision;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ShareConsumer;

/** Puts the stations of a worker together. */
final class WorkerWiring {
    private static final Duration LINGER = Duration.ofSeconds(2);
    /** Beyond the grace period, for closing consumers and settling what was just done. */
    private static final Duration STOP_SLACK = Duration.ofSeconds(30);
    /** Most of their time is waiting for the store: enough for 80 pictures a second, two objects each, and 200 ms an object. */
    private static final int IO_THREADS = 48;
    /** One core is the device thread's. */
    private static final int ENCODING_THREADS = Math.max(1, Runtime.getRuntime().availableProcessors() - 1);

    private final WorkerOptions options;
    private final WorkerIdentity identity;
    private final JobFlow.Admittance admittance;
    private final JobsTopic jobs;
    private final WorkerMeters meters;

    WorkerWiring(
            WorkerOptions options,
            WorkerIdentity identity,
            JobFlow.Admittance admittance,
            JobsTopic jobs,
            WorkerMeters meters) {
        this.options = options;
        this.identity = identity;
        this.admittance = admittance;
        this.jobs = jobs;
        this.meters = meters;
    }

    /** The blocking side of the worker, on threads of {@code vertx}. */
    Stations stations(Vertx vertx, Device device, ObjectStore store, ResultPublisher publisher) {
        WorkerExecutor drawing = vertx.createSharedWorkerExecutor("device", 1, 1, TimeUnit.DAYS);
        WorkerExecutor io = vertx.createSharedWorkerExecutor("io", IO_THREADS, 10, TimeUnit.MINUTES);
        WorkerExecutor encoding = vertx.createSharedWorkerExecutor("encoding", ENCODING_THREADS, 10, TimeUnit.MINUTES);
        var threads = new Stations.Threads(drawing, encoding, io);
        return new Stations(threads, generator(device), images(store), publisher);
    }

    WorkerVerticle verticle(Device device, Stations stations, KafkaClients kafka, Heartbeats heartbeats) {
        JobFlow flow = new JobFlow(identity, decoder(device), stations, batcher(), admittance);
        return new WorkerVerticle(
                flow,
                receiver -> lanes(kafka, receiver),
                admittance.intake(),
                lanes -> heartbeats.beat(() -> load(lanes)),
                options.work().grace().plus(STOP_SLACK));
    }

    /** Not started yet. */
    ControlReader control(KafkaClients kafka, WorkerVerticle verticle) {
        Topics topics = new Topics(options.addresses().kafka().topicPrefix());
        return new ControlReader(kafka::reader, topics.control(), admittance.cancelled(), verticle::cancelWaiting);
    }

    private Lanes lanes(KafkaClients kafka, Consumer<List<Delivery>> receiver) {
        Consumer<List<Delivery>> counted = deliveries -> {
            deliveries.stream().filter(Delivery::redelivered).forEach(unused -> meters.redelivered());
            receiver.accept(deliveries);
        };
        Lanes lanes = new Lanes(next -> lane(kafka, next), options.work().lanes(), counted);
        meters.jobsInHand(lanes::inHand);
        meters.lanes(lanes::alive);
        return lanes;
    }

    private Load load(Lanes lanes) {
        int alive = lanes.alive();
        return new Load(
                alive,
                alive * options.work().microBatch(),
                lanes.inHand(),
                admittance.intake().isDraining(),
                admittance.intake().closedBecause().orElse(null));
    }

    private ImageGenerator generator(Device device) {
        return new ImageGenerator(new MeteredModel(device, meters), () -> identity.id() + "/" + UUID.randomUUID());
    }

    private ImageStore images(ObjectStore store) {
        ObjectNames names = new ObjectNames(options.addresses().store().prefix());
        return new ImageStore(
                new MeteredObjectStore(store, meters),
                names,
                new MeteredEncoding(new PictureFiles(Precision.F16), meters));
    }

    private JobDecoder decoder(Device device) {
        Settings defaults = ModelDefaults.of(device.model());
        return new JobDecoder(identity.model(), defaults, size -> device.checkSize(size.width(), size.height()));
    }

    private MicroBatcher<DeviceTurns.Turn, DeviceTurns.Wanted> batcher() {
        WorkerOptions.Work work = options.work();
        // All that the lanes may hold, and as much again for what was lost and is not yet forgotten.
        int capacity = 2 * work.lanes() * work.microBatch() * Parameters.MAX_IMAGES;
        return new MicroBatcher<>(work.microBatch(), LINGER, capacity);
    }

    private Lane lane(KafkaClients kafka, Consumer<List<Delivery>> next) {
        LaneTiming timing = LaneTiming.DEFAULT.withGrace(options.work().grace());
        return new Lane(() -> joined(kafka), timing, admittance.intake()::isOpen, jobs::timesMadeAnew, next);
    }

    private ShareConsumer<String, byte[]> joined(KafkaClients kafka) {
        Topics topics = new Topics(options.addresses().kafka().topicPrefix());
        String model = identity.model().name();
        ShareConsumer<String, byte[]> consumer =
                kafka.shareConsumer(topics.workers(model), options.work().microBatch());
        consumer.subscribe(List.of(topics.jobs(model)));
        return consumer;
    }
}
