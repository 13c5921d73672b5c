package io.wuerstchen.fleet.common.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.job.FailureKind;
import io.wuerstchen.fleet.common.job.GenerationJob;
import io.wuerstchen.fleet.common.job.GenerationJob.Origin;
import io.wuerstchen.fleet.common.job.JobId;
import io.wuerstchen.fleet.common.job.JobNotice;
import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.job.ModelRef;
import io.wuerstchen.fleet.common.job.OutputFormat;
import io.wuerstchen.fleet.common.job.Parameters;
import io.wuerstchen.fleet.common.job.Save;
import io.wuerstchen.fleet.common.job.Schedule.StageCDefault;
import io.wuerstchen.fleet.common.job.Schedule.Steps;
import io.wuerstchen.fleet.common.job.Schedule.Timesteps;
import io.wuerstchen.fleet.common.job.Settings;
import io.wuerstchen.fleet.common.job.StoredImage;
import io.wuerstchen.fleet.common.job.StoredImage.Artifact;
import io.wuerstchen.fleet.common.job.StoredImage.MicroBatchRef;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Messages of version 1 as they lie on topics and in buckets out there; whatever we change, we must read them. */
class KeptMessagesTest {
    private static final ModelRef MODEL =
            new ModelRef("wuerstchen-emoji", "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae");

    @Test
    void readsAJob() throws IOException {
        GenerationJob job = JobJson.read(sample("job-v1"), Settings.NONE);

        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("class", "fruit");
        metadata.put("fold", 3);
        metadata.put("weight", 0.25);
        metadata.put("tags", Arrays.asList("a", null));
        metadata.put("split", null);
        assertThat(job)
                .isEqualTo(new GenerationJob(
                        new Origin(new JobId("emoji-2026", 41), "apple/41", metadata),
                        MODEL,
                        Parameters.of(
                                "a red apple 🍎 on a blue background",
                                new Settings(
                                        "a lock",
                                        new Settings.Canvas(256, 128, 2, null),
                                        new Settings.Stage(new Steps(20), 4.0),
                                        new Settings.Stage(new Timesteps(List.of(1.0, 0.5, 0.0)), 0.0),
                                        new Settings.Output(OutputFormat.WEBP, Set.of(Save.EMBEDDINGS, Save.LATENTS))),
                                Long.MAX_VALUE)));
        assertThat(job.origin().metadata().keySet()).containsExactly("class", "fold", "weight", "tags", "split");
    }

    @Test
    void readsACommittedResult() throws IOException {
        JobResult result = ResultJson.read(sample("result-committed-v1"));

        Settings settings = new Settings(
                        null,
                        new Settings.Canvas(128, 128, null, null),
                        new Settings.Stage(new StageCDefault(), null),
                        Settings.Stage.NONE,
                        new Settings.Output(null, Set.of()))
                .over(Settings.BUILT_IN);
        Artifact artifact = new Artifact(
                "image",
                "batches/emoji-2026/images/00000/000000041-0.png",
                "fcde2b2edba56bf408601fb721fe9b5c338d10ee429ea04fae5511b68fbf8fb9",
                45493);
        StoredImage image = new StoredImage(
                0,
                7,
                List.of(artifact),
                new MicroBatchRef("gpu-7-12", "128x128 default/12 guided/plain", 8),
                List.of("prompt: 40 tokens (the first 32 are used)"));
        assertThat(result)
                .isEqualTo(new JobResult(
                        new Origin(new JobId("emoji-2026", 41), null, Map.of()),
                        MODEL,
                        "gpu-7",
                        new JobResult.Committed(Parameters.of("a cat", settings, 7), List.of(image), 1.75)));
    }

    @Test
    void readsADeadResult() throws IOException {
        JobResult result = ResultJson.read(sample("result-dead-v1"));

        assertThat(result)
                .isEqualTo(new JobResult(
                        new Origin(new JobId("emoji-2026", 42), "cat/42", Map.of()),
                        MODEL,
                        "gpu-7",
                        new JobResult.Dead(FailureKind.BAD_IMAGE, "NaN in the image embeddings", 2, 0)));
    }

    @Test
    void readsADeadResultOfALaterGeneration() throws IOException {
        assertThat(ResultJson.read(sample("result-dead-again-v1")).outcome())
                .isEqualTo(new JobResult.Dead(
                        FailureKind.CRASH, "3 workers died while it was alone on their device", 3, 1));
    }

    @Test
    void readsACancelledResult() throws IOException {
        assertThat(ResultJson.read(sample("result-cancelled-v1")))
                .isEqualTo(new JobResult(
                        new Origin(new JobId("emoji-2026", 43), "dog/43", Map.of()),
                        MODEL,
                        "gpu-7",
                        new JobResult.Cancelled()));
    }

    @Test
    void readsNotices() throws IOException {
        assertThat(NoticeJson.read(sample("notice-retry-v1")))
                .isEqualTo(new JobNotice(
                        new JobId("emoji-2026", 41),
                        "gpu-7",
                        new JobNotice.Place(3, 1207),
                        new JobNotice.Retry(FailureKind.OUT_OF_MEMORY, "EngineException: CUDA out of memory", 2)));
        assertThat(NoticeJson.read(sample("notice-returned-v1")).event())
                .isEqualTo(new JobNotice.Returned("delivered 3 times", 3));
        assertThat(NoticeJson.read(sample("notice-attempting-v1")).event())
                .isEqualTo(new JobNotice.Attempting("0b9c1f0e-8a51-4d62-a5d2-5a4f6a1f7f5e"));
    }

    @Test
    void readsAWordOnABatch() throws IOException {
        assertThat(BatchControl.read(sample("control-v1")))
                .isEqualTo(new BatchControl("emoji-2026", BatchControl.State.CANCELLED, 2));
    }

    @Test
    void readsTheProcessOfAHeartbeat() throws IOException {
        assertThat(Heartbeat.read(sample("heartbeat-process-v1")).host().process())
                .isEqualTo("0b9c1f0e-8a51-4d62-a5d2-5a4f6a1f7f5e");
    }

    @Test
    void readsAHeartbeat() throws IOException {
        Heartbeat heartbeat = Heartbeat.read(sample("heartbeat-v1"));

        Settings defaults = new Settings(
                null,
                new Settings.Canvas(128, 128, null, null),
                new Settings.Stage(new Steps(20), 4.0),
                Settings.Stage.NONE,
                Settings.NONE.output());
        assertThat(heartbeat)
                .isEqualTo(new Heartbeat(
                        "gpu-7",
                        MODEL,
                        defaults,
                        new Heartbeat.Host("cuda:0 NVIDIA H200", null, null, null),
                        new Heartbeat.Load(2, 16, 0, false)));
    }

    @Test
    void readsAHeartbeatThatSaysMore() throws IOException {
        Heartbeat heartbeat = Heartbeat.read(sample("heartbeat-full-v1"));

        assertThat(heartbeat.host())
                .isEqualTo(new Heartbeat.Host(
                        "simulated:100ms, no model is run", "http://127.0.0.1:40123", "0.1.0", null));
        assertThat(heartbeat.load()).isEqualTo(new Heartbeat.Load(2, 16, 9, true));
        assertThat(heartbeat.model().simulated()).isTrue();
    }

    private static ObjectNode sample(String name) throws IOException {
        try (var stream = KeptMessagesTest.class.getResourceAsStream("/samples/" + name + ".json")) {
            return Json.parseObject(stream.readAllBytes());
        }
    }
}
