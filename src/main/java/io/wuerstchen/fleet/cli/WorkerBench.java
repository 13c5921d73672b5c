package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.bench.GeneratedPrompts;
import io.wuerstchen.fleet.bench.WindowRefills;
import io.wuerstchen.fleet.bench.WorkerMoment;
import io.wuerstchen.fleet.bench.WorkerSpell;
import io.wuerstchen.fleet.bench.WorkerTable;
import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.config.StoreAddress;
import io.wuerstchen.fleet.common.storage.MinioObjectStore;
import io.wuerstchen.fleet.common.wire.Topics;
import io.wuerstchen.fleet.dispatcher.BatchSpec;
import io.wuerstchen.fleet.dispatcher.Dispatcher;
import io.wuerstchen.fleet.dispatcher.status.BatchReport;
import io.wuerstchen.fleet.local.fault.FaultProxy;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs batches through a worker process of their own, and looks at it in the middle of them. */
final class WorkerBench {
    private static final String BUCKET = LocalCommand.BUCKET;
    private static final Pattern ADDRESS = Pattern.compile(", at (http://[^;\\s]+)");
    // Parts of a batch.
    private static final double WARM = 0.15;
    private static final List<Double> CALIBRATIONS = List.of(0.22, 0.29, 0.36);
    private static final double FROM = 0.4;
    private static final double TO = 0.97;

    private final BenchFleet fleet;
    private final ChildDeaths deaths = new ChildDeaths();
    private final List<String> options;
    private final GeneratedPrompts prompts;
    private final int jobs;

    /** @param options of {@code fleet worker} */
    WorkerBench(BenchFleet fleet, List<String> options, GeneratedPrompts prompts, int jobs) {
        this.fleet = fleet;
        this.options = options;
        this.prompts = prompts;
        this.jobs = jobs;
        fleet.servers().onUnexpectedExit(deaths.interrupting(() -> "Kafka and S3 ended"));
    }

    /** With S3 as it is. */
    Measured plain() throws Exception {
        return deaths.during(() -> measure("as-is", fleet.servers().store(BUCKET), (state, look) -> {}));
    }

    /**
     * With each request to S3 held back so long that an object takes {@code times} as long to stand as in {@code plain}. How
     * much longer it takes for a delay, which is not the delay alone where requests queue, is measured on the way.
     */
    Measured slower(int times, WorkerSpell plain) throws Exception {
        double goal = times * plain.putMillis();
        AtomicReference<Duration> delay = new AtomicReference<>(millis(goal - plain.putMillis()));
        StoreAddress store = fleet.servers().store(BUCKET);
        try (FaultProxy proxy = FaultProxy.start(store.endpoint(), request -> delay.get())) {
            return deaths.during(() -> measure("slower", at(store, proxy.endpoint()), (state, look) -> {
                AtomicReference<WorkerMoment> last = new AtomicReference<>();
                state.at(WARM, () -> last.set(look.now()));
                for (double part : CALIBRATIONS) {
                    state.at(part, () -> {
                        WorkerMoment now = look.now();
                        double missed = goal / new WorkerSpell(last.getAndSet(now), now).putMillis();
                        delay.updateAndGet(was -> millis(was.toNanos() / 1e6 * Math.min(2, Math.max(0.5, missed))));
                    });
                }
            }));
        }
    }

    private Measured measure(String batch, StoreAddress store, Preparation preparation) throws Exception {
        try (WorkerProcess worker =
                WorkerProcess.start(fleet.home(), fleet.servers().kafka(), store, options, fleet.logs())) {
            URI address = address(worker.ready());
            worker.onUnexpectedExit(deaths.interrupting(() -> worker.failure().getMessage()));
            Look look = () -> moment(worker, address);
            SteadyState state = new SteadyState(jobs);
            AtomicReference<WorkerMoment> from = new AtomicReference<>();
            AtomicReference<WorkerMoment> to = new AtomicReference<>();
            preparation.prepare(state, look);
            state.at(FROM, () -> from.set(look.now()));
            state.at(TO, () -> to.set(look.now()));
            submit(batch, state);
            return new Measured(new WorkerSpell(from.get(), to.get()), refills(batch), state.bytesPerJob());
        }
    }

    private WindowRefills refills(String batch) {
        Topics topics = new Topics("");
        return WindowRefills.of(fleet.servers().kafka(), batch, topics.jobs(model()), topics.results());
    }

    private String model() {
        return fleet.home().demoModel().getFileName().toString();
    }

    private void submit(String batch, SteadyState state) throws InterruptedException {
        BatchSpec spec = new BatchSpec(batch, prompts.source(prompts.bytes(jobs)), model(), BatchSpec.Options.NONE);
        try (MinioObjectStore store = new MinioObjectStore(fleet.servers().store(BUCKET))) {
            Dispatcher dispatcher = new Dispatcher(
                    fleet.servers().kafka(), new Topics(""), store, new ObjectNames(""), Clock.systemUTC());
            BatchReport report = dispatcher.run(spec, state);
            if (Thread.interrupted()) {
                throw new InterruptedException("bench interrupted");
            }
            if (!report.perfect()) {
                throw new IllegalStateException("batch " + batch + ": " + report.totals());
            }
        }
    }

    private static WorkerMoment moment(WorkerProcess worker, URI address) {
        try {
            return WorkerMoment.of(worker.handle(), address);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("bench interrupted", e);
        }
    }

    private static URI address(String ready) {
        Matcher address = ADDRESS.matcher(ready);
        if (!address.find()) {
            throw new IllegalStateException("worker: " + ready + " (expected: its address)");
        }
        return URI.create(address.group(1));
    }

    private static StoreAddress at(StoreAddress store, URI endpoint) {
        return new StoreAddress(endpoint, store.region(), store.bucket(), store.prefix(), store.keys());
    }

    private static Duration millis(double millis) {
        return Duration.ofNanos(Math.round(Math.max(0, millis) * 1e6));
    }

    /** What a batch came to. */
    record Measured(WorkerSpell spell, WindowRefills refills, double bytesPerJob) {
        List<Object> row(String store) {
            return WorkerTable.row(store, spell, refills, bytesPerJob);
        }
    }

    /** Looks at the worker. */
    private interface Look {
        WorkerMoment now();
    }

    /** What is done on the way to the steady state. */
    private interface Preparation {
        void prepare(SteadyState state, Look look);
    }
}
