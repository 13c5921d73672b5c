package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.common.messaging.KafkaClients;
import io.wuerstchen.fleet.common.messaging.Preflight;
import io.wuerstchen.fleet.common.messaging.Reach;
import io.wuerstchen.fleet.common.wire.Heartbeat;
import io.wuerstchen.fleet.common.wire.Topics;
import io.wuerstchen.fleet.dispatcher.result.WorkerDirectory;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code fleet workers}: who is there. */
@Command(
        name = "workers",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        description = "Lists the workers that are alive, and what each does.")
final class WorkersCommand implements Callable<Integer> {
    private static final Duration LISTEN = Duration.ofSeconds(2);
    private static final String ROW = "%-24s %-20s %-12s %7s  %-9s %-24s %s%n";

    @Mixin
    private ConnectionOptions connection;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().getErr().println(connection.line());
        list(alive());
        return 0;
    }

    private List<Heartbeat> alive() {
        Reach.require(connection.kafka());
        KafkaClients kafka = new KafkaClients(connection.kafka());
        Topics topics = new Topics(connection.kafka().topicPrefix());
        try (Admin admin = kafka.admin()) {
            new Preflight(admin, topics).prepareShared();
        }
        try (WorkerDirectory directory = new WorkerDirectory(kafka.reader(), topics.workers(), Clock.systemUTC())) {
            directory.start();
            directory.poll(LISTEN);
            return directory.alive();
        }
    }

    private void list(List<Heartbeat> workers) {
        PrintWriter out = spec.commandLine().getOut();
        if (workers.isEmpty()) {
            out.println("no workers (fleet worker --model DIR starts one)");
            return;
        }
        out.printf(Locale.ROOT, ROW, "WORKER", "MODEL", "WEIGHTS", "IN HAND", "STATE", "ADDRESS", "DEVICE");
        for (Heartbeat worker : workers) {
            out.printf(
                    Locale.ROOT,
                    ROW,
                    worker.worker(),
                    worker.model().name(),
                    shortened(worker.model().digest()),
                    worker.load().inHand() + "/" + worker.capacity(),
                    state(worker.load()),
                    Objects.toString(worker.host().address(), "-"),
                    worker.device());
        }
        workers.stream()
                .filter(worker -> worker.load().closedBecause() != null)
                .forEach(worker -> out.println(
                        worker.worker() + " takes no jobs: " + worker.load().closedBecause()));
    }

    static String state(Heartbeat.Load load) {
        if (load.draining()) {
            return "draining";
        }
        return load.closedBecause() == null ? "working" : "waiting";
    }

    private static String shortened(String digest) {
        return digest.substring(0, Math.min(12, digest.length()));
    }
}
