package io.wuerstchen.fleet.worker.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.wuerstchen.fleet.worker.Goldens;
import io.wuerstchen.fleet.worker.checkpoint.Inspection.Network;
import io.wuerstchen.fleet.worker.checkpoint.Synth.WeightType;
import io.wuerstchen.fleet.worker.wuerstchen.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    @Test
    void aDepthThatNoNetworkHasIsNotSaidAsIfItWereSo(@TempDir Path folder) throws IOException {
        new Synth(new Synth.Settings(Likeness.DEMO, WeightType.FLOAT16, 0), Goldens.model("emoji"), bytes -> {})
                .write(folder, "test");
        Path config = folder.resolve("wuerstchen-prior/prior/config.json");
        Files.writeString(config, Files.readString(config).replace("\"depth\" : 8", "\"depth\" : 1000000"));

        assertThatThrownBy(() -> Inspection.of(folder))
                .isInstanceOf(ModelException.class)
                .hasMessage(config + ": depth: 1000000 (expected: a whole number from 0 to 1000)");
    }
}
