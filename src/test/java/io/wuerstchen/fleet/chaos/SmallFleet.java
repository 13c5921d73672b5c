package io.wuerstchen.fleet.chaos;

import static org.awaitility.Awaitility.await;

import io.wuerstchen.fleet.chaos.check.Evidence;
import io.wuerstchen.fleet.chaos.check.ExpectedRows;
import io.wuerstchen.fleet.chaos.check.Spoken;
import io.wuerstchen.fleet.chaos.check.StoreLook;
import io.wuerstchen.fleet.chaos.check.TopicsLook;
import io.wuerstchen.fleet.chaos.check.Verdict;
import io.wuerstchen.fleet.chaos.proxy.RequestLog;
import io.wuerstchen.fleet.chaos.proxy.StoreProxy;
import io.wuerstchen.fleet.common.config.StoreAddress;
import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.messaging.KafkaClients;
import io.wuerstchen.fleet.common.messaging.PlantedClients;
import io.wuerstchen.fleet.common.storage.MinioObjectStore;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.common.wire.Topics;
import io.wuerstchen.fleet.dispatcher.BatchListener;
import io.wuerstchen.fleet.dispatcher.BatchSpec;
import io.wuerstchen.fleet.dispatcher.Dispatcher;
import io.wuerstchen.fleet.dispatcher.PlantedDispatcher;
import io.wuerstchen.fleet.dispatcher.Takeover;
import io.wuerstchen.fleet.dispatcher.intake.PromptSource;
import io.wuerstchen.fleet.dispatcher.intake.RejectedRow;
import io.wuerstchen.fleet.dispatcher.status.BatchProgress;
import io.wuerstchen.fleet.testing.Infra;
import io.wuerstchen.fleet.worker.Goldens;
import io.wuerstchen.fleet.worker.PlantedWorker;
import io.wuerstchen.fleet.worker.Worker;
import io.wuerstchen.fleet.worker.WorkerOptions;
import io.wuerstchen.fleet.worker.device.SimulatedDevice;
import io.wuerstchen.fleet.worker.device.Simulation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/** A fleet in this JVM on real Kafka and S3, whose members may have bugs, and the same judge as that of a chaos run. */
final class SmallFleet implements AutoCloseable {
    private static final String BATCH = "planted";
    private static final Path MODEL = Goldens.root().resolve("src/models/wuerstchen-emoji");
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long MAX_PIXELS = 1 << 22;

    private final Infra infra;
    private final Path folder;
    private final RequestLog log;
    private final StoreProxy proxy;
    private final List<AutoCloseable> owned = new ArrayList<>();

    SmallFleet(Infra infra, Path folder) throws IOException {
        this.infra = infra;
        this.folder = folder;
        log = RequestLog.create(folder.resolve("requests.jsonl"));
        proxy = new StoreProxy(log);
        proxy.forwardTo(infra.store().endpoint().getPort());
    }

    /** Writes the batch's prompts. */
    SmallFleet prompts(int rows, String words) throws IOException {
        Files.write(
                prompts(),
                IntStream.range(0, rows)
                        .mapToObj(row -> "{\"prompt\": \"picture " + row + " " + words + "\", \"save\": []}")
                        .toList());
        return this;
    }

    Worker worker(String name, PlantedClients clients, UnaryOperator<ObjectStore> store) {
        WorkerOptions options = new WorkerOptions(
                () -> device("simulated:5ms,faults"),
                new WorkerOptions.Work(1, 4, Duration.ZERO),
                new WorkerOptions.Addresses(infra.kafka(), address(name)),
                new WorkerOptions.Presence(Optional.of(name), "127.0.0.1", 0, "test"));
        Worker worker = PlantedWorker.start(options, clients.of(infra.kafka()), store);
        owned.add(worker);
        return worker;
    }

    /** Runs the batch, on a thread of its own. */
    Run dispatch(String name, PlantedClients clients, UnaryOperator<ObjectStore> store, Takeover takeover) {
        MinioObjectStore plain = new MinioObjectStore(address(name));
        owned.add(plain::close);
        Dispatcher dispatcher = PlantedDispatcher.of(clients.of(infra.kafka()), store.apply(plain));
        Run run = new Run(dispatcher, takeover);
        owned.add(run::stop);
        run.thread.start();
        return run;
    }

    /** Waits until the dispatcher has published so many records of jobs. */
    void awaitPublished(int records) {
        await().atMost(LIMIT)
                .ignoreExceptions()
                .until(() -> spoken().published().size() >= records);
    }

    /** Waits until a client has put so many objects with such names. */
    void awaitPuts(String client, String names, int puts) {
        await().atMost(LIMIT)
                .until(() -> RequestLog.read(folder.resolve("requests.jsonl")).stream()
                                .filter(request -> request.isPut() && request.succeeded())
                                .filter(request -> request.client().equals(client)
                                        && request.key().contains(names))
                                .count()
                        >= puts);
    }

    /** Behind everybody's back. */
    void deleteJobs() {
        try (Admin admin = new KafkaClients(infra.kafka()).admin()) {
            Map<TopicPartition, RecordsToDelete> all = new java.util.HashMap<>();
            ends().forEach((partition, end) -> all.put(partition, RecordsToDelete.beforeOffset(end)));
            admin.deleteRecords(all).all().get();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    Verdict verdict() throws IOException {
        try (MinioObjectStore store = new MinioObjectStore(infra.store())) {
            StoreLook look = new StoreLook(store, (key, bytes) -> false);
            return Verdict.of(new Evidence(
                    new ExpectedRows(() -> device("simulated:0ms")).of(BATCH, prompts()),
                    RequestLog.read(folder.resolve("requests.jsonl")),
                    spoken(),
                    look.all(),
                    look.recorded()));
        }
    }

    @Override
    public void close() throws Exception {
        for (int i = owned.size() - 1; i >= 0; i--) {
            owned.get(i).close();
        }
        proxy.close();
        log.close();
    }

    private Path prompts() {
        return folder.resolve(BATCH + ".jsonl");
    }

    private StoreAddress address(String name) {
        StoreAddress direct = infra.store();
        return new StoreAddress(proxy.endpoint(name), direct.region(), direct.bucket(), "", direct.keys());
    }

    private static SimulatedDevice device(String simulation) {
        return SimulatedDevice.of(MODEL, Simulation.parse(simulation), MAX_PIXELS);
    }

    private Spoken spoken() {
        Topics topics = new Topics(infra.kafka().topicPrefix());
        try {
            return new TopicsLook(new KafkaClients(infra.kafka()))
                    .all(topics.jobs(MODEL.getFileName().toString()), topics.results(), folder.resolve("results.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<TopicPartition, Long> ends() {
        String topic =
                new Topics(infra.kafka().topicPrefix()).jobs(MODEL.getFileName().toString());
        try (Consumer<String, byte[]> reader = new KafkaClients(infra.kafka()).reader()) {
            return reader.endOffsets(reader.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList());
        }
    }

    /** A dispatcher at work. */
    final class Run {
        private final CompletableFuture<Boolean> finished = new CompletableFuture<>();
        private final Thread thread;

        private Run(Dispatcher dispatcher, Takeover takeover) {
            thread = new Thread(() -> run(dispatcher, takeover), "dispatcher");
        }

        /** Whether the batch was finished before the time was over. */
        boolean finishes(Duration limit) throws InterruptedException {
            thread.join(limit.toMillis());
            return finished.getNow(false);
        }

        /** As Ctrl-C does. */
        void stop() throws InterruptedException {
            thread.interrupt();
            thread.join(LIMIT.toMillis());
        }

        private void run(Dispatcher dispatcher, Takeover takeover) {
            BatchSpec spec = new BatchSpec(
                    BATCH, PromptSource.file(prompts()), MODEL.getFileName().toString(), BatchSpec.Options.NONE);
            try {
                dispatcher.submit(spec, new Deaf());
                finished.complete(dispatcher.host(BATCH, new Deaf(), takeover).finished());
            } catch (RuntimeException e) {
                finished.complete(false);
            }
        }
    }

    private static final class Deaf implements BatchListener {
        @Override
        public void noWorker(String model, Duration waited) {}

        @Override
        public void rejected(RejectedRow row) {}

        @Override
        public void result(JobResult result) {}

        @Override
        public void progress(BatchProgress progress) {}
    }
}
