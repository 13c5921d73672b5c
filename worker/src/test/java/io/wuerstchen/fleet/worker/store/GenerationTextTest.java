package io.wuerstchen.fleet.worker.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.wuerstchen.fleet.common.job.ModelRef;
import io.wuerstchen.fleet.common.job.Schedule;
import io.wuerstchen.fleet.common.job.Settings;
import io.wuerstchen.fleet.common.wire.Json;
import org.junit.jupiter.api.Test;

class GenerationTextTest {
    private static final Settings.Stage PRIOR = new Settings.Stage(new Schedule.Steps(20), 4.0);

    @Test
    void readsAsImageBrowsersExpect() {
        var parameters = SampleText.parameters("a red apple", "a lock", PRIOR);

        GenerationText text = GenerationText.of(parameters, SampleText.MODEL, 1);

        assertThat(text.parameters())
                .isEqualTo(
                        "a red apple\n"
                                + "Negative prompt: a lock\n"
                                + "Steps: 20, Sampler: DDPM Wuerstchen, CFG scale: 4, Seed: 8, Size: 128x256, "
                                + "Model hash: 0123456789, Model: wuerstchen-emoji, Decoder steps: 10, Decoder CFG scale: 1.25");
    }

    @Test
    void leavesOutAnEmptyNegativePrompt() {
        GenerationText text = GenerationText.of(SampleText.parameters("", "", PRIOR), SampleText.MODEL, 0);

        assertThat(text.parameters()).startsWith("\nSteps: 20, ").doesNotContain("Negative");
    }

    @Test
    void quotesListsAndNamesThatHoldCommas() {
        var prior = new Settings.Stage(SampleText.timesteps(1.0, 0.5, 0.0), 1e-7);
        var model = new ModelRef("big, \"new\"", "0123");

        GenerationText text = GenerationText.of(SampleText.parameters("a", "", prior), model, 0);

        assertThat(text.parameters())
                .contains("Steps: 2, ")
                .contains("CFG scale: 0.0000001, ")
                .contains("Model hash: 0123, Model: \"big, \\\"new\\\"\"")
                .contains("Prior timesteps: \"1, 0.5, 0\"");
    }

    @Test
    void namesTheDefaultTimesteps() {
        var prior = new Settings.Stage(new Schedule.StageCDefault(), 4.0);

        GenerationText text = GenerationText.of(SampleText.parameters("a", "", prior), SampleText.MODEL, 0);

        assertThat(text.parameters()).contains("Steps: 29, ").contains("Prior timesteps: default");
    }

    @Test
    void jsonHasAJobsFieldsAndThisPicturesSeed() {
        var parameters = SampleText.parameters(SampleText.HARD_PROMPT, "a lock", PRIOR);

        GenerationText text = GenerationText.of(parameters, SampleText.MODEL, 1);

        assertThat(text.json()).matches("\\p{ASCII}*");
        assertThat(Json.parseObject(text.json())).isEqualTo(Json.parseObject("""
                        {"prompt": "a \\"red\\" äpple 🍎,\\non a blue background: 100 %", "negative_prompt": "a lock",
                         "width": 128, "height": 256, "n": 2, "seed": 8, "prior_steps": 20, "prior_guidance": 4.0,
                         "decoder_steps": 10, "decoder_guidance": 1.25, "output_format": "png", "save": ["embeddings"],
                         "index": 1, "model": "wuerstchen-emoji",
                         "weights": "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"}"""));
    }

    @Test
    void aNulInThePromptIsReplacedInTheWordsAndKeptInTheJson() {
        GenerationText text = SampleText.of("a\0b");

        assertThat(text.parameters()).startsWith("a\uFFFDb\n");
        assertThat(Json.parseObject(text.json()).get("prompt").textValue()).isEqualTo("a\0b");
    }
}
