package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.common.config.StoreAddress.Keys;
import io.wuerstchen.fleet.common.storage.MinioObjectStore;
import io.wuerstchen.fleet.local.DirectoryLock;
import io.wuerstchen.fleet.local.FleetCache;
import io.wuerstchen.fleet.local.LocalServers;
import io.wuerstchen.fleet.local.LocalServersException;
import io.wuerstchen.fleet.local.LocalServersSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fleet local}: Kafka and S3 on this machine, until it is told to stop. */
@Command(
        name = "local",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        description = "Keeps Kafka and S3 running on this machine, with data that outlives them.")
final class LocalCommand implements Callable<Integer> {
    static final String BUCKET = "wuerstchen-fleet";
    private static final String NAME = "wuerstchen-fleet";
    private static final int HIGHEST_PORT = 65_535;
    /** More than the servers are given before they are killed. */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description =
                    "Where data, logs and fleet.env lie; $${XDG_DATA_HOME:-~/.local/share}/" + NAME + " by default.")
    private Path dir;

    @Option(
            names = "--kafka-port",
            paramLabel = "PORT",
            converter = SamplingOptions.Whole.class,
            description = "Of 127.0.0.1; the one of the last time by default, or a free one.")
    private Integer kafkaPort;

    @Option(
            names = "--s3-port",
            paramLabel = "PORT",
            converter = SamplingOptions.Whole.class,
            description = "Of 127.0.0.1; the one of the last time by default, or a free one.")
    private Integer s3Port;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Path folder = dir != null ? dir : defaultFolder();
        WritableFolder.require("--dir", folder);
        Path environment = folder.resolve("fleet.env");
        Path logs = folder.resolve("logs");
        CompletableFuture<Integer> stop = new CompletableFuture<>();
        try (DirectoryLock lock = lock(folder);
                StopSignal signal = StopSignal.calling(() -> stop.complete(Exit.OK), STOP_LIMIT);
                LocalServers servers = start(settings(folder.resolve("data"), LocalFleet.read(environment)), logs)) {
            Map<String, String> variables = LocalFleet.variables(servers, BUCKET);
            makeBucket(servers);
            LocalFleet.write(environment, variables);
            Map<String, String> found = LocalFleet.ofUser().announce(variables);
            tell(servers, whoFindsIt(variables, found, environment));
            servers.onUnexpectedExit(() -> stop.complete(ended(logs)));
            return stop.join();
        } finally {
            LocalFleet.ofUser().withdraw();
        }
    }

    /** The servers keep others from their data too; but here it is known whose mistake it is. */
    private static DirectoryLock lock(Path folder) {
        try {
            return DirectoryLock.take(folder, ".lock");
        } catch (LocalServersException e) {
            throw new UserException("--dir: " + e.getMessage(), e);
        }
    }

    private static LocalServers start(LocalServersSettings settings, Path logs) {
        return LocalServers.start(settings, logs, FleetHome.find().serversClassPath(), FleetCache.ofUser());
    }

    private int ended(Path logs) {
        String line = "fleet: Kafka and S3 have ended (their log is in " + logs + "; the same command goes on)";
        spec.commandLine().getErr().println(line);
        return Exit.FAILED;
    }

    private static void makeBucket(LocalServers servers) {
        try (MinioObjectStore store = new MinioObjectStore(servers.store(BUCKET))) {
            store.requireBucket();
        }
    }

    /** Ports and keys of the last time, so that whoever was connected finds the fleet again. */
    private LocalServersSettings settings(Path data, Map<String, String> lastTime) {
        LocalServersSettings fresh = LocalServersSettings.in(data);
        Keys keys = lastTime.containsKey("FLEET_S3_SECRET_KEY")
                ? new Keys(lastTime.get("FLEET_S3_ACCESS_KEY"), lastTime.get("FLEET_S3_SECRET_KEY"))
                : fresh.keys();
        int kafka = port("--kafka-port", kafkaPort, lastTime.get("FLEET_KAFKA"));
        int s3 = port("--s3-port", s3Port, lastTime.get("FLEET_S3_ENDPOINT"));
        return new LocalServersSettings(data, kafka, s3, keys);
    }

    private static int port(String option, Integer asked, String lastAddress) {
        if (asked != null) {
            return free(option, asked);
        }
        return Optional.ofNullable(lastAddress)
                .map(address -> Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)))
                .filter(LocalServersSettings::isFree)
                .orElse(0);
    }

    /** 0 is any; a server that finds its port taken all the same says so later. */
    private static int free(String option, int port) {
        if (port < 0 || port > HIGHEST_PORT) {
            throw new UserException(option + ": " + port + " (expected: 0 to " + HIGHEST_PORT + ")");
        }
        if (!LocalServersSettings.isFree(port)) {
            throw new UserException(
                    option + ": " + port + " is taken or not ours (expected: a free port of 127.0.0.1)");
        }
        return port;
    }

    private static Path defaultFolder() {
        return Optional.ofNullable(System.getenv("XDG_DATA_HOME"))
                .map(Path::of)
                .filter(Path::isAbsolute)
                .orElse(Path.of(System.getProperty("user.home"), ".local", "share"))
                .resolve(NAME);
    }

    /** @param found the variables of the local fleet that this user's commands find */
    static String whoFindsIt(Map<String, String> variables, Map<String, String> found, Path environment) {
        return found.equals(variables)
                ? "This user's commands find it; others source " + environment
                : "This user's commands find another local fleet, which runs already: Kafka at "
                        + found.get("FLEET_KAFKA")
                        + ", S3 at " + found.get("FLEET_S3_ENDPOINT") + "; this one is found with the variables in "
                        + environment;
    }

    private void tell(LocalServers servers, String whoFindsIt) {
        PrintWriter out = spec.commandLine().getOut();
        out.println("Kafka at " + servers.kafka().bootstrapServers() + ", S3 at "
                + servers.store(BUCKET).endpoint() + ", bucket " + BUCKET);
        out.println(whoFindsIt);
        out.println("Next: fleet worker, then fleet submit prompts.jsonl. Ctrl-C ends it, data stays.");
        out.flush();
    }
}
