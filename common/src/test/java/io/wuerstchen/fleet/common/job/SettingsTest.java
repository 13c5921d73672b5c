package io.wuerstchen.fleet.common.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.wuerstchen.fleet.common.job.Settings.Canvas;
import io.wuerstchen.fleet.common.job.Settings.Output;
import io.wuerstchen.fleet.common.job.Settings.Stage;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class SettingsTest {
    @Test
    void theRowBeatsTheSubmitWhichBeatsTheModelWhichBeatsTheBuiltIn() {
        Settings row = with(new Canvas(256, null, null, null), new Stage(null, 7.0));
        Settings submit = with(new Canvas(128, 128, null, null), new Stage(new Schedule.Steps(30), 6.0));
        Settings model = with(new Canvas(512, 512, 4, null), new Stage(new Schedule.StageCDefault(), 5.0));

        Settings effective = row.over(submit).over(model).over(Settings.BUILT_IN);

        assertThat(effective)
                .isEqualTo(new Settings(
                        "",
                        new Canvas(256, 128, 4, null),
                        new Stage(new Schedule.Steps(30), 7.0),
                        new Stage(new Schedule.Steps(12), 0.0),
                        new Output(OutputFormat.PNG, Set.of(Save.EMBEDDINGS))));
    }

    @Test
    void anEmptyNegativePromptAndNothingToKeepAreSaidAndNotOpen() {
        Settings row = new Settings("", Canvas.NONE, Stage.NONE, Stage.NONE, new Output(null, Set.of()));
        Settings model =
                new Settings("a lock", Canvas.NONE, Stage.NONE, Stage.NONE, new Output(null, Set.of(Save.LATENTS)));

        Settings effective = row.over(model);

        assertThat(effective.negativePrompt()).isEmpty();
        assertThat(effective.output().save()).isEmpty();
    }

    @Property
    void openSettingsChangeNothing(@ForAll("settings") Settings settings) {
        assertThat(Settings.NONE.over(settings)).isEqualTo(settings);
        assertThat(settings.over(Settings.NONE)).isEqualTo(settings);
    }

    @Property
    void layersMayBeJoinedInAnyGrouping(
            @ForAll("settings") Settings a, @ForAll("settings") Settings b, @ForAll("settings") Settings c) {
        assertThat(a.over(b).over(c)).isEqualTo(a.over(b.over(c)));
    }

    @Property
    void theBuiltInLeaveOnlyTheSeedOpen(@ForAll("settings") Settings settings) {
        Settings effective = settings.over(Settings.BUILT_IN);
        Canvas canvas = effective.canvas();

        Settings closed = Parameters.of("a cat", effective, 1).settings();

        assertThat(closed)
                .isEqualTo(new Settings(
                        effective.negativePrompt(),
                        new Canvas(canvas.width(), canvas.height(), canvas.n(), 1L),
                        effective.prior(),
                        effective.decoder(),
                        effective.output()));
    }

    @Provide
    Arbitrary<Settings> settings() {
        return ArbitraryJobs.settings();
    }

    private static Settings with(Canvas canvas, Stage prior) {
        return new Settings(null, canvas, prior, Stage.NONE, new Output(null, null));
    }
}
