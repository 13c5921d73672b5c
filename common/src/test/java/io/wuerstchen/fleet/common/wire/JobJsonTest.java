package io.wuerstchen.fleet.common.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.job.GenerationJob;
import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.job.JobId;
import io.wuerstchen.fleet.common.job.Schedule;
import io.wuerstchen.fleet.common.job.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobJsonTest {
    private static final String LEAST = """
            {"batch": "b", "row": 3, "model": "m", "weights": "00", "prompt": "", "seed": 5}""";

    @Test
    void fillsWhatIsOpenFromTheModelThenFromTheBuiltIn() {
        Settings model = SettingsJson.read(Json.parseObject("{\"size\": \"128x256\", \"prior_steps\": 20}"));

        GenerationJob job = JobJson.read(Json.parseObject(LEAST), model);

        assertThat(job.parameters().canvas().resolution()).hasToString("128x256");
        assertThat(job.parameters().prior().schedule()).isEqualTo(new Schedule.Steps(20));
        assertThat(job.parameters().decoder().schedule()).isEqualTo(new Schedule.Steps(12));
        assertThat(job.parameters().canvas().n()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"batch", "row", "model", "weights", "prompt", "seed"})
    void namesWhatIsMissing(String field) {
        ObjectNode node = Json.parseObject(LEAST);
        node.remove(field);

        assertThatThrownBy(() -> JobJson.read(node, Settings.NONE))
                .isInstanceOf(InvalidJobException.class)
                .hasMessage(field + ": missing");
    }

    @Test
    void knowsWhereABrokenJobBelongs() {
        ObjectNode node = Json.parseObject(LEAST).put("seed", "pear");

        assertThat(JobJson.origin(node).id()).isEqualTo(new JobId("b", 3));
    }
}
