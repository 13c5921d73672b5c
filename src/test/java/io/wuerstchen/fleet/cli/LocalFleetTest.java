package io.wuerstchen.fleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
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
