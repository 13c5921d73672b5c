package io.wuerstchen.fleet.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.wuerstchen.fleet.common.messaging.KafkaClients;
import io.wuerstchen.fleet.common.storage.MinioObjectStore;
import io.wuerstchen.fleet.local.process.ChildProcess;
import io.wuerstchen.fleet.local.process.JavaCommand;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LocalServersIT {
    private static final Duration END_LIMIT = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    @Test
    void bothServersAnswerUntilClosed() throws Exception {
        long pid;
        try (var servers = start(JavaCommand.ownClassPath());
                var store = new MinioObjectStore(servers.store("bucket"));
                Admin admin = new KafkaClients(servers.kafka()).admin()) {
            pid = servers.pid();
            store.requireBucket();
            assertThat(store.stat("nothing")).isEmpty();
            assertThat(admin.describeCluster().nodes().get(20, TimeUnit.SECONDS))
                    .hasSize(1);
        }
        awaitEnd(pid);
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "has but one loopback address")
    void nobodyIsHeardBut127001() {
        try (var servers = start(JavaCommand.ownClassPath())) {
            URI kafka = URI.create("kafka://" + servers.kafka().bootstrapServers());
            URI s3 = servers.store("bucket").endpoint();

            assertThat(List.of(accepts("127.0.0.1", kafka), accepts("127.0.0.1", s3)))
                    .containsOnly(true);
            assertThat(List.of(accepts("127.0.0.2", kafka), accepts("127.0.0.2", s3)))
                    .containsOnly(false);
        }
    }

    @Test
    void aKilledParentLeavesNoServers() {
        // Given
        var parent = ChildProcess.start(
                new JavaCommand(
                        SpawningParent.class.getName(),
                        JavaCommand.ownClassPath(),
                        List.of("-Xmx64m"),
                        List.of(directory.toString()),
                        Map.of()),
                directory.resolve("parent.err"));
        long servers = Long.parseLong(parent.answer(Duration.ofSeconds(30)).orElseThrow());
        assertThat(ProcessHandle.of(servers)).isPresent();

        // When
        ProcessHandle.of(parent.pid()).orElseThrow().destroyForcibly();

        // Then
        awaitEnd(servers);
    }

    @Test
    void aDirectoryInUseIsRefusedByName() {
        try (var owner = start(JavaCommand.ownClassPath())) {
            assertThatThrownBy(() -> start(JavaCommand.ownClassPath()))
                    .isInstanceOf(LocalServersException.class)
                    .hasMessage(directory.resolve("data") + ": in use by process " + owner.pid()
                            + " (expected: a directory of its own for each fleet)");
        }
    }

    @Test
    void aChildThatCannotStartShowsTheEndOfItsLog() {
        assertThatThrownBy(() -> start(List.of(directory.resolve("absent.jar"))))
                .isInstanceOf(LocalServersException.class)
                .hasMessageContaining("ended with status 1")
                .hasMessageContaining("Could not find or load main class " + LocalServersMain.class.getName());
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "reads /proc")
    void theSecondStartUsesTheFirstOnesClassDataArchive() throws Exception {
        // Given
        List<Path> jars = JavaCommand.ownClassPath().stream()
                .filter(entry -> entry.toString().endsWith(".jar"))
                .toList();
        start(jars).close();
        Path archive = await().atMost(END_LIMIT).until(this::onlyArchive, path -> path != null);

        // When
        try (var servers = start(jars)) {

            // Then
            assertThat(Files.readString(Path.of("/proc", Long.toString(servers.pid()), "maps")))
                    .contains(archive.toString());
        }
    }

    private LocalServers start(List<Path> classPath) {
        return LocalServers.start(
                LocalServersSettings.in(directory.resolve("data")),
                directory.resolve("logs"),
                classPath,
                new FleetCache(directory.resolve("cache")));
    }

    private static boolean accepts(String host, URI server) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, server.getPort()), 2000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private Path onlyArchive() throws Exception {
        Path archives = directory.resolve("cache/cds");
        if (!Files.exists(archives)) {
            return null;
        }
        try (var files = Files.list(archives)) {
            return files.filter(file -> file.toString().endsWith(".jsa"))
                    .findAny()
                    .orElse(null);
        }
    }

    private static void awaitEnd(long pid) {
        await().atMost(END_LIMIT).until(() -> ProcessHandle.of(pid).isEmpty());
    }
}
