package io.wuerstchen.fleet.worker.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.wuerstchen.fleet.worker.Goldens;
import io.wuerstchen.fleet.worker.checkpoint.Inspection.Network;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class InspectionTest {
    @Test
    void saysWhatTheDemoModelHolds() throws IOException {
        Inspection seen = Inspection.of(Goldens.model("emoji"));

        assertThat(seen.model().name()).isEqualTo("wuerstchen-emoji");
        assertThat(seen.networks())
                .extracting(Network::name, Network::parameters)
                .contains(tuple("wuerstchen-prior/prior", 4_147_808L), tuple("wuerstchen/decoder", 7_092_192L));
        assertThat(seen.networks().get(1).config()).isEqualTo("192 wide, 8 deep, 3 heads, 16 channels");
        assertThat(seen.networks().get(4).types()).containsOnlyKeys("F16", "I64");
        assertThat(seen.sides()).startsWith(128, 256, 384).endsWith(2048);
        assertThat(seen.memory()).containsOnlyKeys(512, 1024, 1536);
        assertThat(seen.manifest()).isEmpty();
    }
}
