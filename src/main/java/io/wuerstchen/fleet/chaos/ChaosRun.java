package io.wuerstchen.fleet.chaos;

import io.wuerstchen.fleet.chaos.check.Evidence;
import io.wuerstchen.fleet.chaos.check.ExpectedRow;
import io.wuerstchen.fleet.chaos.check.ExpectedRows;
import io.wuerstchen.fleet.chaos.check.Spoken;
import io.wuerstchen.fleet.chaos.check.StoreLook;
import io.wuerstchen.fleet.chaos.check.TopicsLook;
import io.wuerstchen.fleet.chaos.check.Verdict;
import io.wuerstchen.fleet.chaos.fleet.ChaosFleet;
import io.wuerstchen.fleet.chaos.fleet.ChaosServers;
import io.wuerstchen.fleet.chaos.fleet.Programs;
import io.wuerstchen.fleet.chaos.fleet.WorkerSlot;
import io.wuerstchen.fleet.chaos.nemesis.FaultLog;
import io.wuerstchen.fleet.chaos.nemesis.FiredFault;
import io.wuerstchen.fleet.chaos.nemesis.Nemesis;
import io.wuerstchen.fleet.chaos.plan.ChaosPrompts;
import io.wuerstchen.fleet.chaos.plan.FaultPlan;
import io.wuerstchen.fleet.chaos.proxy.RequestLog;
import io.wuerstchen.fleet.common.messaging.KafkaClients;
import io.wuerstchen.fleet.common.storage.MinioObjectStore;
import io.wuerstchen.fleet.common.wire.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One run: a fleet under faults until its batches are finished, and a judgement on what it left. */
public final class ChaosRun {
    /** Beyond the time of the faults: for slow starts, the rest of the last batch and whoever is still stopped. */
    private static final Duration SLACK = Duration.ofMinutes(6);

    private static final Duration LOOK = Duration.ofMillis(500);

    private final ChaosSettings settings;
    private final Programs programs;
    private final ExpectedRows expected;
    private final Consumer<String> progress;

    /** @param progress gets a line whenever there is something to tell */
    public ChaosRun(ChaosSettings settings, Programs programs, ExpectedRows expected, Consumer<String> progress) {
        this.settings = settings;
        this.programs = programs;
        this.expected = expected;
        this.progress = progress;
    }

    /**
     * Blocks until all is over. Every process that it starts ends with it.
     *
     * @param root of what the run leaves
     */
    public ChaosReport run(Path root) throws IOException, InterruptedException {
        ChaosFolder folder = ChaosFolder.create(root);
        FaultPlan plan = FaultPlan.of(settings.seed(), settings.faults(), settings.time());
        Files.write(folder.plan(), plan.faults().stream().map(Object::toString).toList());
        Batches batches = new Batches(
                new ChaosPrompts(
                        settings.seed(),
                        settings.fleet().load().rows(),
                        settings.fleet().simulated()),
                folder);
        try (RequestLog requests = RequestLog.create(folder.requests());
                FaultLog faults = FaultLog.create(folder.faults());
                ChaosServers servers = ChaosServers.start(programs, folder.root(), requests)) {
            progress.accept("Kafka and S3 run; workers and dispatchers start");
            Torment torment = torment(servers, plan, batches, faults);
            progress.accept("the fleet has stopped; every row and object is looked at");
            Evidence evidence = evidence(servers, folder, batches.names());
            ChaosReport report = ChaosReport.of(settings, torment, evidence, Verdict.of(evidence));
            report.write(folder);
            return report;
        }
    }

    private Torment torment(ChaosServers servers, FaultPlan plan, Batches batches, FaultLog faults)
            throws InterruptedException {
        long end =
                System.nanoTime() + settings.time().multipliedBy(2).plus(SLACK).toNanos();
        ChaosFolder folder = batches.folder();
        ChaosFleet.Crew crew = new ChaosFleet.Crew(
                settings.fleet().workers(),
                settings.fleet().workerArguments(),
                settings.fleet().load().batches(),
                folder.root(),
                batches::next);
        long begin = System.nanoTime();
        try (ChaosFleet fleet = ChaosFleet.start(programs, servers, crew)) {
            torment(fleet, plan, faults, end);
            batches.end();
            progress.accept("all faults are done; what is under way goes on to its end");
            boolean finished = awaitEnd(fleet, end);
            Duration took = Duration.ofNanos(System.nanoTime() - begin);
            fleet.workers().forEach(WorkerSlot::inHand); // the last word of each on what it has drawn
            long drawn = fleet.workers().stream().mapToLong(WorkerSlot::drawn).sum();
            return new Torment(
                    faults.fired(),
                    batches.names().size(),
                    drawn,
                    took,
                    finished,
                    fleet.dispatchers().refusal());
        }
    }

    /** On a thread of its own, so that it ends when its time is over. */
    private void torment(ChaosFleet fleet, FaultPlan plan, FaultLog faults, long end) throws InterruptedException {
        Thread nemesis = new Thread(() -> unleash(new Nemesis(fleet, faults), plan), "nemesis");
        nemesis.start();
        try {
            for (int i = 1;
                    nemesis.isAlive()
                            && System.nanoTime() < end
                            && !fleet.dispatchers().areOver();
                    i++) {
                nemesis.join(LOOK.toMillis());
                if (i % 60 == 0) {
                    progress.accept(
                            faults.fired().size() + " of " + plan.faults().size() + " faults");
                }
            }
        } finally {
            nemesis.interrupt();
            nemesis.join(LOOK.multipliedBy(60).toMillis());
        }
    }

    private static void unleash(Nemesis nemesis, FaultPlan plan) {
        try {
            nemesis.run(plan);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether every batch was finished in time, and everybody who was replaced has ended. */
    private static boolean awaitEnd(ChaosFleet fleet, long end) throws InterruptedException {
        while (System.nanoTime() < end && !fleet.dispatchers().areOver()) {
            TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
        }
        while (System.nanoTime() < end && fleet.dispatchers().strays() > 0) {
            TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
        }
        return fleet.dispatchers().areFinished() && fleet.dispatchers().strays() == 0;
    }

    private Evidence evidence(ChaosServers servers, ChaosFolder folder, List<String> batches) throws IOException {
        List<ExpectedRow> rows = batches.stream()
                .flatMap(batch -> expected.of(batch, folder.prompts(batch)).stream())
                .toList();
        Topics topics = new Topics("");
        Spoken spoken = new TopicsLook(new KafkaClients(servers.kafka()))
                .all(topics.jobs(settings.fleet().model()), topics.results(), folder.results());
        try (MinioObjectStore store = new MinioObjectStore(servers.store())) {
            StoreLook look = new StoreLook(store, expected::isAlike);
            return new Evidence(rows, RequestLog.read(folder.requests()), spoken, look.all(), look.recorded());
        }
    }

    /**
     * What the fleet went through.
     *
     * @param drawn pictures that came off devices
     * @param finished whether every batch was
     */
    record Torment(
            List<FiredFault> faults,
            int batches,
            long drawn,
            Duration took,
            boolean finished,
            Optional<String> refusal) {
        long inHand() {
            return faults.stream().filter(FiredFault::inHand).count();
        }
    }
}
