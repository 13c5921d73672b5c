package io.wuerstchen.fleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.wuerstchen.fleet.common.wire.Heartbeat.Load;
import org.junit.jupiter.api.Test;

class WorkersCommandTest {
    @Test
    void aWorkerThatRestsIsNotTakenForOneThatEnds() {
        assertThat(WorkersCommand.state(new Load(6, 48, 3, false))).isEqualTo("working");
        assertThat(WorkersCommand.state(new Load(6, 48, 0, false, "jobs are pinned to weights feed")))
                .isEqualTo("waiting");
        assertThat(WorkersCommand.state(new Load(6, 48, 3, true, "draining"))).isEqualTo("draining");
    }
}
