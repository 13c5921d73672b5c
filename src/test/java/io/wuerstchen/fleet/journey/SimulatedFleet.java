package io.wuerstchen.fleet.journey;

import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.config.StoreAddress;
import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.storage.MinioObjectStore;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.common.wire.Topics;
import io.wuerstchen.fleet.dispatcher.BatchListener;
import io.wuerstchen.fleet.dispatcher.BatchSpec;
import io.wuerstchen.fleet.dispatcher.Dispatcher;
import io.wuerstchen.fleet.dispatcher.intake.PromptSource;
import io.wuerstchen.fleet.dispatcher.intake.RejectedRow;
import io.wuerstchen.fleet.dispatcher.status.BatchProgress;
import io.wuerstchen.fleet.dispatcher.status.BatchReport;
import io.wuerstchen.fleet.testing.Infra;
import io.wuerstchen.fleet.worker.Goldens;
import io.wuerstchen.fleet.worker.Worker;
import io.wuerstchen.fleet.worker.WorkerOptions;
import io.wuerstchen.fleet.worker.WorkerOptions.Work;
import io.wuerstchen.fleet.worker.device.SimulatedDevice;
import io.wuerstchen.fleet.worker.device.Simulation;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

/** Workers of the demo model's name on simulated devices, and a dispatcher for them, in this JVM. */
final class SimulatedFleet implements AutoCloseable {
    static final String MODEL = "wuerstchen-emoji";
    static final Duration GRACE = Duration.ofSeconds(10);
    private static final long MAX_PIXELS = 4L * 1024 * 1024;

    private final Infra infra;
    private final StoreAddress workersStore;
    private final Simulation simulation;
    private final List<Worker> workers = new CopyOnWriteArrayList<>();

    /** @param device as for {@code fleet worker --device} */
    SimulatedFleet(Infra infra, String device) {
        this(infra, device, infra.store());
    }

    /** @param workersStore the same store by another address, for the workers alone */
    SimulatedFleet(Infra infra, String device, StoreAddress workersStore) {
        this.infra = infra;
        this.workersStore = workersStore;
        simulation = Simulation.parse(device);
    }

    /** {@code worker-0} and so on. */
    void startWorkers(int count, Work work) {
        IntStream.range(0, count).parallel().forEach(i -> startWorker("worker-" + i, work));
    }

    Worker startWorker(String id, Work work) {
        Worker worker = Worker.start(new WorkerOptions(
                () -> SimulatedDevice.of(Goldens.model("emoji"), simulation, MAX_PIXELS),
                work,
                new WorkerOptions.Addresses(infra.kafka(), workersStore),
                new WorkerOptions.Presence(Optional.of(id), "127.0.0.1", 0, "test")));
        workers.add(worker);
        return worker;
    }

    /** Runs a batch to its end on this thread. */
    BatchReport run(String batch, String prompts) {
        Topics topics = new Topics(infra.kafka().topicPrefix());
        PromptSource source = PromptSource.stdin(new ByteArrayInputStream(prompts.getBytes(StandardCharsets.UTF_8)));
        try (ObjectStore store = new MinioObjectStore(infra.store())) {
            Dispatcher dispatcher =
                    new Dispatcher(infra.kafka(), topics, store, new ObjectNames(""), Clock.systemUTC());
            return dispatcher.run(new BatchSpec(batch, source, MODEL, BatchSpec.Options.NONE), new Deaf());
        }
    }

    @Override
    public void close() {
        workers.parallelStream().forEach(Worker::close);
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
