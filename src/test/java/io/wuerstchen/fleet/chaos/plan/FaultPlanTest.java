package io.wuerstchen.fleet.chaos.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultPlanTest {
    private static final Duration TIME = Duration.ofMinutes(10);

    @Test
    void theSameSeedGivesTheSameFaultsAndAnotherOneGivesOthers() {
        assertThat(FaultPlan.of(7, 50, TIME)).isEqualTo(FaultPlan.of(7, 50, TIME));
        assertThat(FaultPlan.of(7, 50, TIME).faults())
                .isNotEqualTo(FaultPlan.of(8, 50, TIME).faults());
    }

    @Test
    void aThousandFaultsAreOfEveryKindAndTakeTheTimeTheyShall() {
        // When
        FaultPlan plan = FaultPlan.of(1, 1000, TIME);

        // Then
        assertThat(plan.faults()).extracting(PlannedFault::kind).contains(FaultKind.values());
        Duration gaps = plan.faults().stream().map(PlannedFault::gap).reduce(Duration.ZERO, Duration::plus);
        assertThat(gaps)
                .isBetween(
                        TIME.multipliedBy(4).dividedBy(5), TIME.multipliedBy(6).dividedBy(5));
    }

    @Test
    void everyLengthKeepsToItsKind() {
        assertThat(FaultPlan.of(3, 1000, TIME).faults()).allSatisfy(fault -> assertThat(fault.length())
                .isBetween(fault.kind().span().shortest(), fault.kind().span().longest()));
    }

    @Test
    void promptsAreTheSameForTheSameSeed(@TempDir Path folder) throws IOException {
        // Given
        ChaosPrompts prompts = new ChaosPrompts(5, 100, true);

        // When
        prompts.write(1, folder.resolve("first"));
        prompts.write(1, folder.resolve("again"));
        prompts.write(2, folder.resolve("second"));

        // Then
        assertThat(folder.resolve("again")).hasSameTextualContentAs(folder.resolve("first"));
        assertThat(Files.readAllLines(folder.resolve("second")))
                .hasSize(100)
                .isNotEqualTo(Files.readAllLines(folder.resolve("first")));
    }
}
