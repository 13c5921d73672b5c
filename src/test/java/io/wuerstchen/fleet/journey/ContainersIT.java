package io.wuerstchen.fleet.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.wuerstchen.fleet.common.storage.MinioObjectStore;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.testing.ContainerInfraServers;
import io.wuerstchen.fleet.testing.FleetImage;
import io.wuerstchen.fleet.testing.WithContainers;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;

/** A batch drawn where nothing runs outside containers: Kafka, S3, a dispatcher, and a worker with the demo model. */
@Timeout(value = 400, unit = TimeUnit.SECONDS)
@WithContainers
class ContainersIT {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final String PROMPTS = "a red apple\na cat on yellow\na bee on white\n";
    private static final String BUCKET = "drawn-in-containers";

    private static FleetImage workerImage;
    private static FleetImage dispatcherImage;
    private static ContainerInfraServers servers;

    @BeforeAll
    static void startServers() {
        workerImage = FleetImage.build("worker");
        dispatcherImage = FleetImage.build("dispatcher");
        servers = new ContainerInfraServers();
    }

    @AfterAll
    static void stopServers() {
        servers.close();
    }

    @Test
    void aBatchIsDrawnByUnprivilegedContainersThatSayHowTheyAre() throws Exception {
        try (GenericContainer<?> dispatcher = dispatcher();
                GenericContainer<?> worker = worker();
                MinioObjectStore store = new MinioObjectStore(servers.store(BUCKET))) {
            // Given
            dispatcher.start();
            await().atMost(LIMIT).until(() -> healthy(dispatcherImage, dispatcher));
            assertUnprivilegedAndLean(dispatcherImage, dispatcher);

            // When
            worker.start();
            awaitEnd(dispatcher);

            // Then
            assertThat(healthy(workerImage, worker)).isTrue();
            assertUnprivilegedAndLean(workerImage, worker);
            assertThat(exitCode(dispatcher)).as(dispatcher.getLogs()).isZero();
            JsonNode report = dispatcher.copyFileFromContainer(
                    "/data/report.json", bytes -> Json.parseObject(bytes.readAllBytes()));
            assertThat(report.path("rows").asInt()).isEqualTo(3);
            assertThat(report.path("committed").asInt()).isEqualTo(3);
            List<String> pictures = store.list("batches/prompts/images/", 10);
            assertThat(pictures).hasSize(3);
            BufferedImage picture = ImageIO.read(new ByteArrayInputStream(store.get(pictures.get(0))));
            assertThat(picture.getWidth()).isEqualTo(128);
        }
    }

    @Test
    void aContainerWithoutItsProcessIsNotHealthy() throws Exception {
        for (FleetImage image : List.of(workerImage, dispatcherImage)) {
            try (GenericContainer<?> idle = image.container(servers)) {
                idle.withCreateContainerCmdModifier(create -> create.withEntrypoint("sleep", "100"));
                idle.start();

                assertThat(healthy(image, idle)).as(image.name()).isFalse();
            }
        }
    }

    private GenericContainer<?> dispatcher() {
        return dispatcherImage
                .container(servers)
                .withEnv("FLEET_BUCKET", BUCKET)
                .withCopyToContainer(Transferable.of(PROMPTS), "/data/prompts.txt")
                .withCommand("submit", "prompts.txt", "--report", "report.json");
    }

    private GenericContainer<?> worker() {
        return workerImage
                .container(servers)
                .withEnv("FLEET_BUCKET", BUCKET)
                .withExposedPorts(8080)
                .waitingFor(Wait.forHttp("/health").withStartupTimeout(LIMIT));
    }

    private static boolean healthy(FleetImage image, GenericContainer<?> container) throws Exception {
        return succeeds(container, image.healthCheck());
    }

    private static void assertUnprivilegedAndLean(FleetImage image, GenericContainer<?> container) throws Exception {
        assertThat(image.user()).isEqualTo("1000");
        assertThat(succeeds(container, "grep", "-q", "^Uid:\\s*1000\\s", "/proc/1/status"))
                .isTrue();
        assertThat(succeeds(container, "sh", "-c", "touch /opt/fleet/lib/x")).isFalse();
        assertThat(succeeds(container, "sh", "-c", "command -v mvn javac gcc make"))
                .isFalse();
    }

    private static boolean succeeds(GenericContainer<?> container, String... command) throws Exception {
        return container.execInContainer(command).getExitCode() == 0;
    }

    private static void awaitEnd(GenericContainer<?> container) {
        await().atMost(LIMIT).until(() -> !container.isRunning());
    }

    private static long exitCode(GenericContainer<?> container) {
        return container.getCurrentContainerInfo().getState().getExitCodeLong();
    }
}
