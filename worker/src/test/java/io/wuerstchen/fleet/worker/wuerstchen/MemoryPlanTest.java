package io.wuerstchen.fleet.worker.wuerstchen;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MemoryPlanTest {
    private static final MemoryPlan.Need NEED = new MemoryPlan.Need(null, 200_000_000, 0, 500_000_000, 0);

    @Test
    void recommendsSequentialWhereNetworksAreResident() {
        MemoryPlan resident = new MemoryPlan(Memory.RESIDENT, 600_000_000, 0, 300_000_000);

        assertThatThrownBy(() -> resident.pictures(NEED, 1))
                .isInstanceOf(DoesNotFitException.class)
                .hasMessageEndingWith("0.60 GB; --memory-budget sets it, --memory sequential needs less)");
    }

    @Test
    void doesNotRecommendSequentialToWhoHasIt() {
        MemoryPlan sequential = new MemoryPlan(Memory.SEQUENTIAL, 600_000_000, 0, 300_000_000);

        assertThatThrownBy(() -> sequential.pictures(NEED, 1))
                .isInstanceOf(DoesNotFitException.class)
                .hasMessageEndingWith("0.60 GB; --memory-budget sets it)");
    }
}
