package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.common.config.StoreAddress;
import io.wuerstchen.fleet.local.FleetCache;
import io.wuerstchen.fleet.local.LocalServers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Addresses of the local fleet as {@code FLEET_*} lines in a file: {@code fleet.env} in its directory, for shells to source,
 * and a copy in the user's cache by which commands find the one that runs.
 */
final class LocalFleet {
    private static final String PROCESS = "# process ";

    private final Path announcement;

    private LocalFleet(Path announcement) {
        this.announcement = announcement;
    }

    static LocalFleet ofUser() {
        return new LocalFleet(FleetCache.ofUser().root().resolve("local.env"));
    }

    static LocalFleet announcedAt(Path file) {
        return new LocalFleet(file);
    }

    /** The lines of {@code servers} as variables. */
    static Map<String, String> variables(LocalServers servers, String bucket) {
        StoreAddress store = servers.store(bucket);
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("FLEET_KAFKA", servers.kafka().bootstrapServers());
        variables.put("FLEET_S3_ENDPOINT", store.endpoint().toString());
        variables.put("FLEET_S3_REGION", store.region());
        variables.put("FLEET_S3_ACCESS_KEY", store.keys().accessKey());
        variables.put("FLEET_S3_SECRET_KEY", store.keys().secretKey());
        variables.put("FLEET_BUCKET", bucket);
        return variables;
    }

    /**
     * Tells this user's commands, until {@link #withdraw} or the end of this process; but those that find another local fleet,
     * which runs already, stay with it.
     *
     * @return what commands find from now on: these variables, or the other fleet's
     */
    Map<String, String> announce(Map<String, String> variables) throws IOException {
        Map<String, String> another = another();
        if (!another.isEmpty()) {
            return another;
        }
        write(announcement, variables);
        return variables;
    }

    /** Takes back what this process has announced, and leaves alone what another one has. */
    void withdraw() throws IOException {
        if (Files.exists(announcement) && isOwn(Files.readAllLines(announcement, StandardCharsets.UTF_8))) {
            Files.delete(announcement);
        }
    }

    /** The variables of the local fleet that runs; empty where none does. */
    Map<String, String> running() {
        try {
            List<String> lines = Files.readAllLines(announcement, StandardCharsets.UTF_8);
            return owner(lines)
                    .filter(ProcessHandle::isAlive)
                    .map(alive -> parse(lines))
                    .orElse(Map.of());
        } catch (IOException e) {
            return Map.of();
        }
    }

    /** Readable by its owner alone, as the secret stands in it. */
    static void write(Path file, Map<String, String> variables) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add(PROCESS + ProcessHandle.current().pid());
        variables.forEach((name, value) -> lines.add(name + "=" + value));
        WholeFile.writeSecret(file, (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    static Map<String, String> read(Path file) throws IOException {
        return Files.exists(file) ? parse(Files.readAllLines(file, StandardCharsets.UTF_8)) : Map.of();
    }

    /** The variables of a local fleet that another process runs; empty where none does. */
    private Map<String, String> another() {
        try {
            Instant announced = Files.getLastModifiedTime(announcement).toInstant();
            List<String> lines = Files.readAllLines(announcement, StandardCharsets.UTF_8);
            return owner(lines)
                    .filter(ProcessHandle::isAlive)
                    .filter(alive -> !isOwn(lines) && beganBefore(announced, alive))
                    .map(alive -> parse(lines))
                    .orElse(Map.of());
        } catch (IOException e) {
            return Map.of();
        }
    }

    /** A process that began later has only got the number of the one that announced, which has ended. */
    private static boolean beganBefore(Instant announced, ProcessHandle process) {
        return process.info().startInstant().map(announced::isAfter).orElse(true);
    }

    private static boolean isOwn(List<String> lines) {
        return lines.contains(PROCESS + ProcessHandle.current().pid());
    }

    private static Optional<ProcessHandle> owner(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith(PROCESS))
                .map(line -> Long.parseLong(line.substring(PROCESS.length())))
                .findFirst()
                .flatMap(ProcessHandle::of);
    }

    private static Map<String, String> parse(List<String> lines) {
        Map<String, String> variables = new LinkedHashMap<>();
        for (String line : lines) {
            int equals = line.indexOf('=');
            if (equals > 0 && !line.startsWith("#")) {
                variables.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        return variables;
    }
}
