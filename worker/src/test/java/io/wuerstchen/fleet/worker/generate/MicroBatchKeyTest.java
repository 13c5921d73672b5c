package io.wuerstchen.fleet.worker.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.wuerstchen.fleet.common.job.Schedule;
import io.wuerstchen.fleet.common.job.Settings;
import io.wuerstchen.fleet.worker.testing.Samples;
import io.wuerstchen.fleet.worker.wuerstchen.Timesteps;
import java.util.List;
import org.junit.jupiter.api.Test;

class MicroBatchKeyTest {
    private static final Settings.Stage NOT_GUIDED = new Settings.Stage(new Schedule.Steps(12), 0.0);

    @Test
    void saysForPeopleWhatItsPicturesShare() {
        MicroBatchKey key = key(new Settings.Stage(new Schedule.Steps(20), 4.0), NOT_GUIDED);

        assertThat(key).hasToString("128x128 prior 20 guided, decoder 12");
    }

    @Test
    void keepsPicturesOfDifferentSizesApart() {
        assertThat(key(Samples.canvas(256, 128, 1))).isNotEqualTo(key(Samples.canvas(128, 256, 1)));
    }

    @Test
    void keepsDifferentStepsApart() {
        assertThat(key(stage(20, 4), NOT_GUIDED)).isNotEqualTo(key(stage(21, 4), NOT_GUIDED));
        assertThat(key(NOT_GUIDED, stage(20, 4))).isNotEqualTo(key(NOT_GUIDED, stage(21, 4)));
    }

    @Test
    void keepsGuidedAndUnguidedApartInEachStage() {
        assertThat(key(stage(20, 1), NOT_GUIDED)).isNotEqualTo(key(stage(20, 1.5), NOT_GUIDED));
        assertThat(key(NOT_GUIDED, stage(20, 1))).isNotEqualTo(key(NOT_GUIDED, stage(20, 1.5)));
    }

    @Test
    void joinsDifferentGuidanceScalesSeedsPromptsAndCounts() {
        Settings one = Samples.stages(stage(20, 2), stage(12, 3)).over(Samples.canvas(128, 128, 1));
        Settings other = Samples.stages(stage(20, 7), stage(12, 9)).over(Samples.canvas(128, 128, 5));

        assertThat(MicroBatchKey.of(Samples.job(1, "a cat", one).parameters()))
                .isEqualTo(MicroBatchKey.of(Samples.job(2, "", other).parameters()));
    }

    @Test
    void joinsAListOfTimestepsWithTheStepsThatMeanTheSame() {
        Schedule list = new Schedule.Timesteps(List.of(1.0, 0.75, 0.5, 0.25, 0.0));

        assertThat(key(new Settings.Stage(list, 4.0), NOT_GUIDED)).isEqualTo(key(stage(4, 4), NOT_GUIDED));
    }

    @Test
    void takesDiffusersListWhereTheJobSaysDefault() {
        MicroBatchKey key = key(new Settings.Stage(new Schedule.StageCDefault(), 4.0), NOT_GUIDED);

        assertThat(key.sampling().priorTimesteps())
                .isEqualTo(Timesteps.STAGE_C_DEFAULT)
                .hasSize(30);
    }

    private static Settings.Stage stage(int steps, double guidance) {
        return new Settings.Stage(new Schedule.Steps(steps), guidance);
    }

    private static MicroBatchKey key(Settings.Stage prior, Settings.Stage decoder) {
        return key(Samples.stages(prior, decoder));
    }

    private static MicroBatchKey key(Settings settings) {
        return MicroBatchKey.of(Samples.job(1, "a cat", settings).parameters());
    }
}
