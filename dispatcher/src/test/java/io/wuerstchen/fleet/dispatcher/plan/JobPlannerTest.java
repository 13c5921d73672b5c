package io.wuerstchen.fleet.dispatcher.plan;

import static io.wuerstchen.fleet.dispatcher.testing.Samples.MODEL;
import static io.wuerstchen.fleet.dispatcher.testing.Samples.canvas;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wuerstchen.fleet.common.job.GenerationJob;
import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.job.JobId;
import io.wuerstchen.fleet.common.job.Prompt;
import io.wuerstchen.fleet.common.job.Resolution;
import io.wuerstchen.fleet.common.job.Schedule;
import io.wuerstchen.fleet.common.job.Settings;
import io.wuerstchen.fleet.dispatcher.intake.PromptRow;
import io.wuerstchen.fleet.dispatcher.intake.Row;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JobPlannerTest {
    private static final long MAX_PIXELS = 4L * 1024 * 1024;

    @Test
    void rowComesBeforeOptionsBeforeModelBeforeBuiltIn() {
        // Given
        Settings options = steps(20).over(canvas(256, null, null));
        Settings modelDefaults = steps(30).over(canvas(128, 128, null));
        Settings row = canvas(null, null, 3);

        // When
        GenerationJob job = planner(options, modelDefaults).plan(row(5, row));

        // Then
        assertThat(job.parameters().prior().schedule()).isEqualTo(new Schedule.Steps(20));
        assertThat(job.parameters().canvas().resolution()).isEqualTo(new Resolution(256, 128));
        assertThat(job.parameters().canvas().n()).isEqualTo(3);
        assertThat(job.parameters().decoder().schedule()).isEqualTo(new Schedule.Steps(12));
    }

    @Test
    void aJobKnowsItsRowItsModelAndItsMetadata() {
        Prompt prompt = new Prompt("apple", "a red apple", Settings.NONE, Map.of("sku", 4));

        GenerationJob job = planner(Settings.NONE, Settings.NONE).plan(new PromptRow(place(5), prompt));

        assertThat(job.id()).isEqualTo(new JobId("demo", 5));
        assertThat(job.model()).isEqualTo(MODEL);
        assertThat(job.origin().rowId()).isEqualTo("apple");
        assertThat(job.origin().metadata()).isEqualTo(Map.of("sku", 4));
        assertThat(job.parameters().text().prompt()).isEqualTo("a red apple");
    }

    @Test
    void aRowsOwnSeedStands() {
        GenerationJob job = planner(Settings.NONE, Settings.NONE).plan(row(5, seed(42L)));

        assertThat(job.parameters().canvas().seed()).isEqualTo(42);
    }

    @Test
    void aSeedForAllRowsIsNotHeeded() {
        GenerationJob job = planner(seed(42L), seed(43L)).plan(row(7, Settings.NONE));

        // The seed of demo/7, see RowSeedsTest.
        assertThat(job.parameters().canvas().seed()).isEqualTo(0x152fe8b2L);
    }

    @Test
    void refusesWhatIsOverTheLimitOfPixels() {
        assertThatThrownBy(() -> planner(Settings.NONE, Settings.NONE).plan(row(0, canvas(4096, 2048, 1))))
                .isInstanceOf(InvalidJobException.class)
                .hasMessageStartingWith("size: 4096x2048 (expected: at most 4194304 pixels, nearest ");
    }

    @Test
    void letsThroughWhatIsAtTheLimitOfPixels() {
        GenerationJob job = planner(Settings.NONE, Settings.NONE).plan(row(0, canvas(2048, 2048, 1)));

        assertThat(job.parameters().canvas().resolution().pixels()).isEqualTo(MAX_PIXELS);
    }

    @Test
    void refusesWhatIsOffTheGrid() {
        assertThatThrownBy(() -> planner(Settings.NONE, Settings.NONE).plan(row(0, canvas(100, 128, 1))))
                .isInstanceOf(InvalidJobException.class)
                .hasMessage("width: 100 (expected: a multiple of 128, nearest 128)");
    }

    private static JobPlanner planner(Settings options, Settings modelDefaults) {
        return new JobPlanner("demo", JobPlanner.Target.of(MODEL, options, modelDefaults), MAX_PIXELS, "demo");
    }

    private static PromptRow row(long row, Settings settings) {
        return new PromptRow(place(row), new Prompt(null, "a red apple", settings, Map.of()));
    }

    private static Row.Place place(long row) {
        return new Row.Place("prompts.jsonl", row + 1, row);
    }

    private static Settings steps(int count) {
        return new Settings(
                null,
                Settings.Canvas.NONE,
                new Settings.Stage(new Schedule.Steps(count), null),
                Settings.Stage.NONE,
                Settings.NONE.output());
    }

    private static Settings seed(Long seed) {
        return new Settings(
                null,
                new Settings.Canvas(null, null, null, seed),
                Settings.Stage.NONE,
                Settings.Stage.NONE,
                Settings.NONE.output());
    }
}
