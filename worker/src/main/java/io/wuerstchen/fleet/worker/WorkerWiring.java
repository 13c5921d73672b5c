package io.wuerstchen.fleet.worker;

import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.job.Parameters;
import io.wuerstchen.fleet.common.messaging.KafkaClients;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.common.wire.FleetEvents;
import io.wuerstchen.fleet.common.wire.Heartbeat;
import io.wuerstchen.fleet.common.wire.Topics;
import io.wuerstchen.fleet.worker.generate.ImageGenerator;
import io.wuerstchen.fleet.worker.generate.MicroBatchKey;
import io.wuerstchen.fleet.worker.intake.Delivery;
import io.wuerstchen.fleet.worker.intake.JobDecoder;
import io.wuerstchen.fleet.worker.intake.Lane;
import io.wuerstchen.fleet.worker.intake.LaneTiming;
import io.wuerstchen.fleet.worker.microbatch.MicroBatcher;
import io.wuerstchen.fleet.worker.report.ResultPublisher;
import io.wuerstchen.fleet.worker.store.ImageStore;
import io.wuerstchen.fleet.worker.store.PictureFiles;
import io.wuerstchen.fleet.worker.weights.SafetensorsWriter.Precision;
import io.wuerstchen.fleet.worker.wuerstchen.StepListener;
import io.wuerstchen.fleet.worker.wuerstchen.WuerstchenPipeline;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.clients.producer.Producer;

/** Puts the stations of a worker together. */
final class WorkerWiring {
    private static final Duration LINGER = Duration.ofSeconds(2);
    private static final int IO_THREADS = 4;

    private final WorkerOptions options;
    private final WorkerIdentity identity;
    private final Topics topics;

    WorkerWiring(WorkerOptions options, WorkerIdentity identity, Topics topics) {
        this.options = options;
        this.identity = identity;
        this.topics = topics;
    }

    WorkerVerticle verticle(
            Vertx vertx,
            WuerstchenPipeline pipeline,
            ObjectStore store,
            KafkaClients kafka,
            Producer<String, byte[]> producer) {
        ResultPublisher publisher = new ResultPublisher(producer, new FleetEvents(Clock.systemUTC()), topics);
        Stations stations = stations(vertx, generator(pipeline), images(store), publisher);
        JobFlow flow = new JobFlow(identity, decoder(pipeline), stations, batcher());
        Heartbeat heartbeat = heartbeat(pipeline);
        return new WorkerVerticle(
                flow, next -> lane(kafka, next), options.work().lanes(), () -> beat(publisher, heartbeat));
    }

    private static Stations stations(
            Vertx vertx, ImageGenerator generator, ImageStore images, ResultPublisher publisher) {
        WorkerExecutor device = vertx.createSharedWorkerExecutor("device", 1, 1, TimeUnit.DAYS);
        WorkerExecutor io = vertx.createSharedWorkerExecutor("io", IO_THREADS, 5, TimeUnit.MINUTES);
        return new Stations(device, io, generator, images, publisher);
    }

    private ImageGenerator generator(WuerstchenPipeline pipeline) {
        return new ImageGenerator(
                (sampling, drawings) -> pipeline.generate(sampling, drawings, StepListener.NONE),
                () -> identity.id() + "/" + UUID.randomUUID());
    }

    private ImageStore images(ObjectStore store) {
        ObjectNames names = new ObjectNames(options.addresses().store().prefix());
        return new ImageStore(store, names, new PictureFiles(Precision.F16));
    }

    private JobDecoder decoder(WuerstchenPipeline pipeline) {
        return new JobDecoder(
                identity.model(),
                ModelDefaults.of(pipeline.model()),
                resolution -> pipeline.checkSize(resolution.width(), resolution.height()));
    }

    private MicroBatcher<MicroBatchKey, JobFlow.Wanted> batcher() {
        WorkerOptions.Work work = options.work();
        // All that the lanes may hold, and as much again for what was lost and is not yet forgotten.
        int capacity = 2 * work.lanes() * work.microBatch() * Parameters.MAX_IMAGES;
        return new MicroBatcher<>(work.microBatch(), LINGER, capacity);
    }

    private Heartbeat heartbeat(WuerstchenPipeline pipeline) {
        WorkerOptions.Work work = options.work();
        return new Heartbeat(
                identity.id(),
                identity.model(),
                ModelDefaults.of(pipeline.model()),
                pipeline.device(),
                work.lanes() * work.microBatch());
    }

    /** One that does not arrive is made good by the next. */
    private static void beat(ResultPublisher publisher, Heartbeat heartbeat) {
        var unused = publisher.publish(heartbeat);
    }

    private Lane lane(KafkaClients kafka, Consumer<List<Delivery>> next) {
        return new Lane(() -> joined(kafka), LaneTiming.DEFAULT, next);
    }

    private ShareConsumer<String, byte[]> joined(KafkaClients kafka) {
        String model = identity.model().name();
        ShareConsumer<String, byte[]> consumer =
                kafka.shareConsumer(topics.workers(model), options.work().microBatch());
        consumer.subscribe(List.of(topics.jobs(model)));
        return consumer;
    }
}
