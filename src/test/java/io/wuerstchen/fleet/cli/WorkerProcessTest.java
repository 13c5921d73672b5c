package io.wuerstchen.fleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.wuerstchen.fleet.worker.Goldens;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkerProcessTest {
    @Test
    void theThreadsOfAChildSpinAsLongAsThoseOfTheLauncher() throws Exception {
        String launcher = Files.readString(Goldens.root().resolve("deploy/fleet"));

        assertThat(launcher).contains("GOMP_SPINCOUNT:-" + WorkerProcess.spin(Map.of()) + "}");
    }

    @Test
    void orAsLongAsTheUserSays() {
        assertThat(WorkerProcess.spin(Map.of("GOMP_SPINCOUNT", "300000"))).isEqualTo("300000");
    }
}
