package io.wuerstchen.fleet.chaos.fleet;

import io.wuerstchen.fleet.local.process.ChildProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Workers and a dispatcher as processes, on servers that stand already. */
public final class ChaosFleet implements AutoCloseable {
    private final ChaosServers servers;
    private final List<WorkerSlot> workers = new ArrayList<>();
    private final AtomicInteger started = new AtomicInteger();
    private Dispatchers dispatchers;

    private ChaosFleet(ChaosServers servers) {
        this.servers = servers;
    }

    /** Returns at once. */
    public static ChaosFleet start(Programs programs, ChaosServers servers, Crew crew) {
        ChaosFleet fleet = new ChaosFleet(servers);
        WorkerMeter meter = new WorkerMeter();
        IntStream.rangeClosed(1, crew.workers())
                .mapToObj(number -> fleet.worker(programs, crew, "worker-" + number, meter))
                .forEach(fleet.workers::add);
        fleet.dispatchers = new Dispatchers(Stream.generate(() -> fleet.dispatcher(programs, crew))
                .limit(crew.dispatchers())
                .toList());
        return fleet;
    }

    public ChaosServers servers() {
        return servers;
    }

    public List<WorkerSlot> workers() {
        return List.copyOf(workers);
    }

    public Dispatchers dispatchers() {
        return dispatchers;
    }

    /** Jobs that workers have in hand now. */
    public int inHand() {
        return workers.stream().mapToInt(WorkerSlot::inHand).sum();
    }

    /** Dispatchers first, as they wait for workers. */
    @Override
    public void close() {
        dispatchers.close();
        workers.parallelStream().forEach(WorkerSlot::close);
    }

    private WorkerSlot worker(Programs programs, Crew crew, String name, WorkerMeter meter) {
        Map<String, String> where = servers.environment(name);
        where.put("FLEET_LOG", "INFO");
        List<String> arguments = new ArrayList<>(List.of("worker", "--end-with-parent", "--id", name));
        arguments.addAll(crew.workerArguments());
        return WorkerSlot.start(
                name, starts -> programs.start(arguments, crew.workerHeap(), where, log(crew, name, starts)), meter);
    }

    private DispatcherSlot dispatcher(Programs programs, Crew crew) {
        return DispatcherSlot.start(
                crew.batches(), started::incrementAndGet, (batch, number) -> dispatcher(programs, crew, batch, number));
    }

    private ChildProcess dispatcher(Programs programs, Crew crew, String batch, int number) {
        String name = "dispatcher-" + number;
        Map<String, String> where = servers.environment(name);
        where.put("FLEET_LOG", "INFO");
        Path prompts = crew.folder().resolve("batches").resolve(batch + ".jsonl");
        List<String> arguments = new ArrayList<>(List.of("submit", prompts.toString(), "--end-with-parent"));
        return programs.start(arguments, "256m", where, log(crew, "dispatcher", number - 1));
    }

    private static Path log(Crew crew, String name, int starts) {
        return crew.folder().resolve("logs").resolve(name + "-" + (starts + 1) + ".log");
    }

    /**
     * Who works on what.
     *
     * @param dispatchers each with a batch at a time
     * @param folder with the batches' files in {@code batches}
     * @param batches names, one whenever a dispatcher has none
     */
    public record Crew(
            int workers,
            List<String> workerArguments,
            int dispatchers,
            Path folder,
            Supplier<Optional<String>> batches) {
        String workerHeap() {
            return workerArguments.stream().anyMatch(each -> each.startsWith("simulated:")) ? "320m" : "1g";
        }
    }
}
