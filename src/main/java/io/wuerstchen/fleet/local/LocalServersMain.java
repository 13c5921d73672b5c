package io.wuerstchen.fleet.local;

import io.wuerstchen.fleet.local.process.ClassDataArchive;
import io.wuerstchen.fleet.local.process.ParentWatch;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Child JVM with both servers: answers {@code ready kafka=... s3=...} or says why not, and ends with its parent. */
public final class LocalServersMain {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(8);

    private LocalServersMain() {}

    public static void main(String[] arguments) {
        PrintStream answers = System.out;
        System.setOut(System.err); // a library that prints must not garble the answer
        ParentWatch.start(() -> System.exit(0));
        try {
            var servers = EmbeddedServers.start(LocalServersSettings.parse(arguments, System.getenv()));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(servers, answers), "stop-servers"));
            answers.println(new ReadyLine(
                    servers.kafka().bootstrapServers(), servers.s3().endpoint()));
        } catch (LocalServersException e) {
            answers.println(e.getMessage());
            System.exit(1);
        }
    }

    /** The end of output tells the parent that the servers have stopped; it need not wait for the archive. */
    private static void stop(EmbeddedServers servers, PrintStream answers) {
        CompletableFuture.runAsync(servers::close)
                .orTimeout(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)
                .whenComplete((done, fault) -> answers.close())
                .thenRun(ClassDataArchive::writeWhereWanted)
                .join();
    }
}
