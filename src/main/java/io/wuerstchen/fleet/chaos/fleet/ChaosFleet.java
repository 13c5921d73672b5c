package io.wuerstchen.fleet.chaos.fleet;

import io.wuerstchen.fleet.local.process.ChildProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Workers and a dispatcher as processes, on servers that stand already. */
public final class ChaosFleet implements AutoCloseable {
    private final ChaosServers servers;
    private final List<WorkerSlot> workers = new ArrayList<>();
    private DispatcherSlot dispatcher;

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
        fleet.dispatcher = DispatcherSlot.start(
                crew.batches(), (batch, starts) -> fleet.dispatcher(programs, crew, batch, starts));
        return fleet;
    }

    public ChaosServers servers() {
        return servers;
    }

    public List<WorkerSlot> workers() {
        return List.copyOf(workers);
    }

    public DispatcherSlot dispatcher() {
        return dispatcher;
    }

    /** Jobs that workers have in hand now. */
    public int inHand() {
        return workers.stream().mapToInt(WorkerSlot::inHand).sum();
    }

    /** Dispatchers first, as they wait for workers. */
    @Override
    public void close() {
        dispatcher.close();
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

    private ChildProcess dispatcher(Programs programs, Crew crew, String batch, int starts) {
        String name = "dispatcher-" + (starts + 1);
        Map<String, String> where = servers.environment(name);
        where.put("FLEET_LOG", "INFO");
        Path prompts = crew.folder().resolve("batches").resolve(batch + ".jsonl");
        List<String> arguments = new ArrayList<>(List.of("submit", prompts.toString(), "--end-with-parent"));
        arguments.addAll(crew.dispatcherArguments());
        return programs.start(arguments, "256m", where, log(crew, "dispatcher", starts));
    }

    private static Path log(Crew crew, String name, int starts) {
        return crew.folder().resolve("logs").resolve(name + "-" + (starts + 1) + ".log");
    }

    /**
     * Who works on what.
     *
     * @param folder with the batches' files in {@code batches}
     * @param batches names, one whenever the one before is finished
     */
    public record Crew(
            int workers,
            List<String> workerArguments,
            List<String> dispatcherArguments,
            Path folder,
            Supplier<Optional<String>> batches) {
        String workerHeap() {
            return workerArguments.stream().anyMatch(each -> each.startsWith("simulated:")) ? "320m" : "1g";
        }
    }
}
