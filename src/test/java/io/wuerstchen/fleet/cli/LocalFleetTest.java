package io.wuerstchen.fleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalFleetTest {
    private static final Map<String, String> ADDRESSES = Map.of("FLEET_KAFKA", "127.0.0.1:9092");

    @TempDir
    private Path folder;

    @Test
    void isFoundUntilItIsWithdrawn() throws IOException {
        LocalFleet fleet = LocalFleet.announcedAt(folder.resolve("local.env"));
        fleet.announce(ADDRESSES);
        assertThat(fleet.running()).isEqualTo(ADDRESSES);

        fleet.withdraw();

        assertThat(fleet.running()).isEmpty();
    }

    @Test
    void whileAnotherOneRunsCommandsStayWithIt() throws IOException {
        // Given
        LocalFleet second = announcedBefore(runningProcess());

        // When
        Map<String, String> found = second.announce(Map.of("FLEET_KAFKA", "127.0.0.1:1"));

        // Then
        assertThat(found).isEqualTo(ADDRESSES);
        assertThat(second.running()).isEqualTo(ADDRESSES);
    }

    @Test
    void whatOneHasAnnouncedThatWasKilledIsWrittenOver() throws Exception {
        // Given
        Process killed = new ProcessBuilder("true").start();
        killed.waitFor(30, TimeUnit.SECONDS);
        LocalFleet second = announcedBefore(killed.pid());
        Map<String, String> own = Map.of("FLEET_KAFKA", "127.0.0.1:1");

        // When
        Map<String, String> found = second.announce(own);

        // Then
        assertThat(found).isEqualTo(own);
        assertThat(second.running()).isEqualTo(own);
    }

    @Test
    void whatOneHasAnnouncedThatWasKilledIsWrittenOverThoughAnotherProcessHasItsNumberNow() throws IOException {
        // Given
        LocalFleet second = announcedBefore(runningProcess());
        Files.setLastModifiedTime(folder.resolve("local.env"), FileTime.from(Instant.EPOCH));
        Map<String, String> own = Map.of("FLEET_KAFKA", "127.0.0.1:1");

        // When
        Map<String, String> found = second.announce(own);

        // Then
        assertThat(found).isEqualTo(own);
    }

    @Test
    void aSecondOneSaysWhichOneCommandsFind() {
        Path environment = Path.of("lB", "fleet.env");
        Map<String, String> first = Map.of("FLEET_KAFKA", "127.0.0.1:1", "FLEET_S3_ENDPOINT", "http://127.0.0.1:2");

        assertThat(LocalCommand.whoFindsIt(ADDRESSES, first, environment))
                .isEqualTo(
                        "This user's commands find another local fleet, which runs already: Kafka at 127.0.0.1:1, S3 at"
                                + " http://127.0.0.1:2; this one is found with the variables in lB/fleet.env");
        assertThat(LocalCommand.whoFindsIt(ADDRESSES, ADDRESSES, environment))
                .isEqualTo("This user's commands find it; others source lB/fleet.env");
    }

    /** The first one of this machine, which began before all tests and ends after them. */
    private static long runningProcess() {
        return 1;
    }

    private LocalFleet announcedBefore(long process) throws IOException {
        Path file = Files.writeString(
                folder.resolve("local.env"), "# process " + process + "\nFLEET_KAFKA=127.0.0.1:9092\n");
        return LocalFleet.announcedAt(file);
    }

    @Test
    void whatAnotherProcessHasAnnouncedStaysWhenOneThatCouldNotStartWithdraws() throws IOException {
        // Given
        Path file = folder.resolve("local.env");
        Files.writeString(file, "# process 1\nFLEET_KAFKA=127.0.0.1:9092\n");

        // When
        LocalFleet.announcedAt(file).withdraw();

        // Then
        assertThat(LocalFleet.announcedAt(file).running()).isEqualTo(ADDRESSES);
    }
}
