package io.wuerstchen.fleet.worker;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.job.GenerationJob;
import io.wuerstchen.fleet.common.job.JobNotice;
import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.job.Publication;
import io.wuerstchen.fleet.common.job.Resolution;
import io.wuerstchen.fleet.common.job.Settings;
import io.wuerstchen.fleet.common.job.StoredImage;
import io.wuerstchen.fleet.common.job.StoredImage.MicroBatchRef;
import io.wuerstchen.fleet.common.resilience.Guard;
import io.wuerstchen.fleet.common.resilience.GuardSettings;
import io.wuerstchen.fleet.common.resilience.Guards;
import io.wuerstchen.fleet.common.storage.ForwardingObjectStore;
import io.wuerstchen.fleet.common.storage.InMemoryObjectStore;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.common.storage.ResilientObjectStore;
import io.wuerstchen.fleet.common.storage.StoreException;
import io.wuerstchen.fleet.common.testing.FakeClock;
import io.wuerstchen.fleet.common.wire.BatchControl;
import io.wuerstchen.fleet.common.wire.FleetEvents;
import io.wuerstchen.fleet.common.wire.JobJson;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.common.wire.NoticeJson;
import io.wuerstchen.fleet.common.wire.PublicationHeaders;
import io.wuerstchen.fleet.common.wire.ResultJson;
import io.wuerstchen.fleet.common.wire.Topics;
import io.wuerstchen.fleet.worker.generate.Generated.Drawn;
import io.wuerstchen.fleet.worker.generate.ImageGenerator;
import io.wuerstchen.fleet.worker.generate.PlannedImage;
import io.wuerstchen.fleet.worker.intake.CancelledBatches;
import io.wuerstchen.fleet.worker.intake.Delivery;
import io.wuerstchen.fleet.worker.intake.FakeShareGroup;
import io.wuerstchen.fleet.worker.intake.JobDecoder;
import io.wuerstchen.fleet.worker.intake.Lane;
import io.wuerstchen.fleet.worker.intake.LaneTiming;
import io.wuerstchen.fleet.worker.microbatch.MicroBatcher;
import io.wuerstchen.fleet.worker.report.KafkaResultPublisher;
import io.wuerstchen.fleet.worker.report.ResilientResultPublisher;
import io.wuerstchen.fleet.worker.store.ImageStore;
import io.wuerstchen.fleet.worker.store.PictureFiles;
import io.wuerstchen.fleet.worker.testing.FakeModel;
import io.wuerstchen.fleet.worker.testing.Samples;
import io.wuerstchen.fleet.worker.weights.SafetensorsWriter.Precision;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A {@link JobFlow} on a real event loop with a real lane; broker, model and store are fakes. */
final class FlowUnderTest implements AutoCloseable {
    private static final LaneTiming TIMING =
            new LaneTiming(Duration.ofMillis(50), Duration.ofSeconds(1), Duration.ofMillis(10), Duration.ofMillis(20));
    private static final Topics TOPICS = new Topics("");
    /** So short that a lost lock is noticed soon. */
    private static final int LOCK_MILLIS = 300;

    static final int DELIVERY_LIMIT = 10;
    private static final Duration DEVICE_TIMEOUT = Duration.ofMillis(200);
    private static final GuardSettings ONE_ATTEMPT =
            new GuardSettings(1, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofMillis(100), 16);

    private final Vertx vertx = Vertx.vertx();
    private final Context loop = vertx.getOrCreateContext();
    private final WorkerExecutor device = vertx.createSharedWorkerExecutor("device", 1);
    private final WorkerExecutor encoding = vertx.createSharedWorkerExecutor("encoding", 1);
    private final WorkerExecutor io = vertx.createSharedWorkerExecutor("io", 1);
    private final FakeShareGroup group = new FakeShareGroup(LOCK_MILLIS);
    private final FakeModel model = new FakeModel();
    private final BreakableStore objects = new BreakableStore();
    private final Guards guards = new Guards();
    private final Guard storeGuard = guards.guard("s3", ONE_ATTEMPT, ResilientObjectStore.FAILURES);
    private final ImageStore images = new ImageStore(
            new ResilientObjectStore(objects, storeGuard), new ObjectNames(""), new PictureFiles(Precision.F16));
    private final FleetEvents events = new FleetEvents(new FakeClock());
    private final List<Delivery> taken = new CopyOnWriteArrayList<>();
    private final MockProducer<String, byte[]> producer;
    private final Intake intake = new Intake(storeGuard, ResilientResultPublisher.guard(guards));
    private final CancelledBatches cancelled = new CancelledBatches();
    private final AtomicBoolean stumbling = new AtomicBoolean();
    private final JobFlow flow;
    private final Lane lane = new Lane(() -> group.open(64), TIMING, intake::isOpen, () -> 0, this::receive);
    private final Thread thread = new Thread(lane, "lane");

    /** @param publishes at once; else each record waits for the producer to be told */
    FlowUnderTest(int microBatch, boolean publishes) {
        this(microBatch, publishes, Duration.ZERO);
    }

    /** @param suspense of suspects before they are drawn */
    FlowUnderTest(int microBatch, boolean publishes, Duration suspense) {
        producer = new MockProducer<>(publishes, null, new StringSerializer(), new ByteArraySerializer());
        Stations stations = new Stations(
                new Stations.Threads(device, encoding, io),
                new ImageGenerator(model, () -> UUID.randomUUID().toString()),
                images,
                new KafkaResultPublisher(producer, events, TOPICS));
        flow = new JobFlow(
                new WorkerIdentity("worker-1", "process-1", Samples.MODEL),
                new JobDecoder(Samples.MODEL, Settings.NONE, this::checkSize),
                stations,
                new MicroBatcher<>(microBatch, Duration.ofSeconds(2), 1000),
                new JobFlow.Admittance(intake, new FailureRules(DELIVERY_LIMIT, DEVICE_TIMEOUT, suspense), cancelled));
    }

    Intake intake() {
        return intake;
    }

    FakeModel model() {
        return model;
    }

    BreakableStore objects() {
        return objects;
    }

    MockProducer<String, byte[]> producer() {
        return producer;
    }

    /** The next job meets an error that nobody foresaw. */
    void stumbleOnce() {
        stumbling.set(true);
    }

    /** All in one handful, if it is the first call. */
    void submit(GenerationJob... jobs) {
        Stream.of(jobs).forEach(job -> publish(Json.bytes(JobJson.write(job)), 0));
        takeJobs();
    }

    void redeliver(GenerationJob job) {
        publish(Json.bytes(JobJson.write(job)), 1);
        takeJobs();
    }

    /** By a dispatcher that goes on with a batch. */
    void publishAgain(GenerationJob job) {
        publish(job, new Publication(true, 0, 0, false), 0);
    }

    void publish(GenerationJob job, Publication publication, int deliveriesBefore) {
        enqueue(job, publication, deliveriesBefore);
        takeJobs();
    }

    /** Comes with whatever is submitted next. */
    void enqueue(GenerationJob job, Publication publication, int deliveriesBefore) {
        ProducerRecord<String, byte[]> record = events.job(FakeShareGroup.TOPIC, 0, job);
        PublicationHeaders.write(record.headers(), publication);
        group.publish(record.value(), record.headers(), deliveriesBefore);
    }

    /** A job of no batch, with nothing but a prompt. */
    void submitStranger(String prompt, int deliveriesBefore) {
        publish(Json.bytes(Json.object().put("prompt", prompt)), deliveriesBefore);
        takeJobs();
    }

    void cancel(String batch, int generation) {
        cancelled.hear(new BatchControl(batch, BatchControl.State.CANCELLED, generation));
        loop.runOnContext(unused -> flow.cancelWaiting());
    }

    /** As the verticle does every second. */
    void watch() {
        loop.runOnContext(unused -> flow.watch());
    }

    CompletableFuture<Void> failure() {
        return flow.failure();
    }

    void submitRaw(String value) {
        publish(value.getBytes(StandardCharsets.UTF_8), 0);
        takeJobs();
    }

    /** As if another worker had drawn it. */
    StoredImage put(GenerationJob job, int index) {
        PlannedImage planned = new PlannedImage(job, index);
        Drawn drawn = new Drawn(planned, Samples.picture(planned.drawing()), new MicroBatchRef("other", "key", 1));
        return ImageStore.stored(
                drawn, images.encode(drawn).stream().map(images::put).toList());
    }

    /** {@code work} is done while no decision can be made. */
    void whileTheLoopIsBusy(Runnable work) {
        whileBusy(task -> loop.runOnContext(unused -> task.run()), work);
    }

    /** {@code work} is done while no picture can be made into a file. */
    void whileNothingIsEncoded(Runnable work) {
        whileBusy(
                task -> encoding.executeBlocking(() -> {
                    task.run();
                    return null;
                }),
                work);
    }

    /** On return whatever could be said by now of what the device has drawn has been said. */
    void awaitSaid() {
        awaitQuiet(List.of(device, io, io, io));
    }

    private static void whileBusy(Consumer<Runnable> thread, Runnable work) {
        CompletableFuture<Void> busy = new CompletableFuture<>();
        CompletableFuture<Void> done = new CompletableFuture<>();
        thread.accept(() -> {
            busy.complete(null);
            done.join();
        });
        busy.join();
        try {
            work.run();
        } finally {
            done.complete(null);
        }
    }

    /** Returns when the device's thread is through with what it had been given until now. */
    void awaitDeviceIdle() {
        device.executeBlocking(() -> null, false).await();
    }

    void loseLocks() {
        group.loseLocks();
        await().until(() -> taken.stream().allMatch(Delivery::lost));
    }

    /** The lane joins the group again, and its jobs come again. */
    void failBroker() {
        group.failNext(1);
    }

    /** Deliveries so far. */
    int taken() {
        return taken.size();
    }

    /** On return what was delivered waits for the device, or is on it. */
    void awaitPlanned() {
        awaitQuiet(List.of(io));
    }

    List<ProducerRecord<String, byte[]>> sent() {
        return producer.history();
    }

    List<JobResult> awaitResults(int count) {
        await().until(() -> results().size() >= count);
        return results();
    }

    List<JobResult> results() {
        return sent(FleetEvents.RESULT_TYPE).map(ResultJson::read).toList();
    }

    List<JobNotice> awaitNotices(int count) {
        await().until(() -> notices().size() >= count);
        return notices();
    }

    List<JobNotice> notices() {
        return sent(FleetEvents.NOTICE_TYPE).map(NoticeJson::read).toList();
    }

    List<ProducerRecord<String, byte[]>> deadLetters() {
        return sent().stream()
                .filter(sent -> sent.topic().equals(TOPICS.deadLetters()))
                .toList();
    }

    private Stream<ObjectNode> sent(String type) {
        return sent().stream()
                .filter(sent -> sent.topic().equals(TOPICS.results()))
                .filter(sent -> header(sent, "ce_type").equals(type))
                .map(sent -> Json.parseObject(sent.value()));
    }

    List<Long> acknowledged(AcknowledgeType type) {
        return group.acknowledged(type);
    }

    List<Long> awaitAccepted(int count) {
        await().until(() -> acknowledged(AcknowledgeType.ACCEPT).size() >= count);
        return acknowledged(AcknowledgeType.ACCEPT);
    }

    /** On return everything that was under way has come to its end. */
    void awaitQuiet() {
        awaitQuiet(List.of(device, encoding, io, io));
    }

    private void awaitQuiet(List<WorkerExecutor> stations) {
        for (WorkerExecutor station : stations) {
            station.executeBlocking(() -> null).await();
            CompletableFuture<Void> turn = new CompletableFuture<>();
            loop.runOnContext(turn::complete);
            turn.join();
        }
    }

    static String header(ProducerRecord<String, byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        model.goOn();
        lane.stop();
        await().until(() -> !thread.isAlive());
        vertx.close().await();
    }

    private void checkSize(Resolution size) {
        if (stumbling.getAndSet(false)) {
            throw new IllegalStateException("no idea how to check " + size);
        }
    }

    private void publish(byte[] value, int deliveriesBefore) {
        Headers headers = events.job(FakeShareGroup.TOPIC, 0, Samples.job(0)).headers();
        group.publish(value, headers, deliveriesBefore);
    }

    private void takeJobs() {
        if (thread.getState() == Thread.State.NEW) {
            thread.start();
        }
    }

    private void receive(List<Delivery> deliveries) {
        taken.addAll(deliveries);
        loop.runOnContext(unused -> flow.receive(deliveries));
    }

    /** Forgets everything at the end, and fails when it is told to. */
    static final class BreakableStore implements ForwardingObjectStore {
        private final InMemoryObjectStore store = new InMemoryObjectStore();
        private final AtomicReference<RuntimeException> failure = new AtomicReference<>();
        private final AtomicInteger puts = new AtomicInteger();
        private volatile boolean away;

        /** The next put fails. */
        void failOnce(RuntimeException once) {
            failure.set(once);
        }

        /** Nothing gets through, or everything again. */
        void away(boolean now) {
            away = now;
        }

        int puts() {
            return puts.get();
        }

        @Override
        public ObjectStore store() {
            return store;
        }

        @Override
        public boolean putIfAbsent(StoreObject object) {
            requireThere();
            RuntimeException once = failure.getAndSet(null);
            if (once != null) {
                throw once;
            }
            puts.incrementAndGet();
            return store.putIfAbsent(object);
        }

        @Override
        public Optional<Stat> stat(String key) {
            requireThere();
            return store.stat(key);
        }

        private void requireThere() {
            if (away) {
                throw new StoreException("the store is away", null);
            }
        }
    }
}
