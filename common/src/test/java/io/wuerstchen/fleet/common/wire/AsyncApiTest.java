package io.wuerstchen.fleet.common.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.wuerstchen.fleet.common.job.ArbitraryJobs;
import io.wuerstchen.fleet.common.job.FailureKind;
import io.wuerstchen.fleet.common.job.GenerationJob;
import io.wuerstchen.fleet.common.job.JobId;
import io.wuerstchen.fleet.common.job.JobNotice;
import io.wuerstchen.fleet.common.job.Publication;
import io.wuerstchen.fleet.common.testing.FakeClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

/** What {@code src/docs/asyncapi.yaml} tells other services, held against the messages themselves. */
class AsyncApiTest {
    private static final JsonNode DOCUMENT = document();

    @Example
    void everyKeptMessageIsAsDescribed() throws IOException {
        assertThat(flaws("Job", sample("job-v1"))).isEmpty();
        assertThat(flaws("Job", sample("job-stranger-v1"))).isEmpty();
        assertThat(flaws("Result", sample("result-committed-v1"))).isEmpty();
        assertThat(flaws("Result", sample("result-dead-v1"))).isEmpty();
        assertThat(flaws("Result", sample("result-dead-again-v1"))).isEmpty();
        assertThat(flaws("Result", sample("result-cancelled-v1"))).isEmpty();
        assertThat(flaws("Notice", sample("notice-retry-v1"))).isEmpty();
        assertThat(flaws("Notice", sample("notice-returned-v1"))).isEmpty();
        assertThat(flaws("Notice", sample("notice-attempting-v1"))).isEmpty();
        assertThat(flaws("Control", sample("control-v1"))).isEmpty();
        assertThat(flaws("Heartbeat", sample("heartbeat-process-v1"))).isEmpty();
        assertThat(flaws("Heartbeat", sample("heartbeat-v1"))).isEmpty();
        assertThat(flaws("Heartbeat", sample("heartbeat-full-v1"))).isEmpty();
    }

    @Property(tries = 200)
    void everyJobWeWriteIsAsDescribed(@ForAll("jobs") GenerationJob job) {
        assertThat(flaws("Job", JobJson.write(job))).isEmpty();
    }

    @Property(tries = 20)
    void itsHeadersToo(@ForAll("jobs") GenerationJob job) {
        ObjectNode headers = Json.object();
        new FleetEvents(new FakeClock())
                .job("jobs.emoji", 0, job)
                .headers()
                .forEach(header -> headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));

        assertThat(flaws("JobHeaders", headers)).isEmpty();
    }

    @Property(tries = 50)
    void asIsEveryWordOfHowAJobIsPublished(
            @ForAll("jobs") GenerationJob job,
            @ForAll boolean again,
            @ForAll @IntRange(max = 20) int generation,
            @ForAll @IntRange(max = 20) int attempts,
            @ForAll boolean alone) {
        var record = new FleetEvents(new FakeClock()).job("jobs.emoji", 0, job);
        PublicationHeaders.write(record.headers(), new Publication(again, generation, attempts, alone));
        ObjectNode headers = Json.object();
        record.headers()
                .forEach(header -> headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));

        assertThat(flaws("JobHeaders", headers)).isEmpty();
    }

    @Property(tries = 50)
    void everyNoticeWeWriteIsAsDescribed(
            @ForAll FailureKind kind,
            @ForAll @StringLength(max = 20) String text,
            @ForAll @IntRange(min = 1) int count) {
        for (JobNotice.Event event : List.of(
                new JobNotice.Retry(kind, text, count),
                new JobNotice.Returned(text, count),
                new JobNotice.Attempting(text))) {
            JobNotice notice = new JobNotice(new JobId("emoji", 7), text, new JobNotice.Place(3, count), event);

            assertThat(flaws("Notice", NoticeJson.write(notice))).isEmpty();
        }
    }

    @Example
    void everyWordOnABatchIsAsDescribed() {
        for (BatchControl.State state : BatchControl.State.values()) {
            assertThat(flaws("Control", new BatchControl("emoji", state, 1).write()))
                    .isEmpty();
        }
    }

    @Example
    void aNoticeThatLacksWhatItsEventNeedsIsNotDescribedAsOne() throws IOException {
        assertThat(flaws("Notice", sample("notice-retry-v1").without("kind"))).isNotEmpty();
        assertThat(flaws("Notice", sample("notice-returned-v1").without("deliveries")))
                .isNotEmpty();
        assertThat(flaws("Notice", sample("notice-attempting-v1").without("process")))
                .isNotEmpty();
    }

    @Example
    void aPromptIsEnough() {
        assertThat(flaws("Job", Json.object().put("prompt", ""))).isEmpty();
    }

    @Example
    void itsOwnExampleIsAsDescribed() {
        JsonNode example = DOCUMENT.at("/components/messages/job/examples/0");

        assertThat(flaws("Job", example.get("payload"))).isEmpty();
        assertThat(flaws("JobHeaders", example.get("headers"))).isEmpty();
    }

    @Example
    void whatIsNoJobIsNotDescribedAsOne() {
        assertThat(flaws("Job", Json.object())).isNotEmpty();
        assertThat(flaws("Job", Json.object().put("prompt", 7))).isNotEmpty();
        assertThat(flaws("Job", Json.object().put("prompt", "a").put("width", 100)))
                .isNotEmpty();
        assertThat(flaws("Job", Json.object().put("prompt", "a").put("batch", "b")))
                .isNotEmpty();
    }

    @Example
    void topicsAreNamedAsTheFleetNamesThem() {
        Topics topics = new Topics("");

        assertThat(address("jobs").replace("{model}", "emoji")).isEqualTo(topics.jobs("emoji"));
        assertThat(address("results")).isEqualTo(topics.results());
        assertThat(address("deadLetters")).isEqualTo(topics.deadLetters());
        assertThat(address("workers")).isEqualTo(topics.workers());
        assertThat(address("control")).isEqualTo(topics.control());
    }

    @Example
    void everyKindOfFailureIsNamed() {
        List<String> kinds = new ArrayList<>();
        DOCUMENT.at("/components/schemas/FailureKind/enum").forEach(kind -> kinds.add(kind.textValue()));

        assertThat(kinds)
                .containsExactlyElementsOf(Stream.of(FailureKind.values())
                        .map(FailureKind::wireName)
                        .toList());
    }

    @Provide
    Arbitrary<GenerationJob> jobs() {
        return ArbitraryJobs.jobs();
    }

    private static String address(String channel) {
        return DOCUMENT.at("/channels/" + channel + "/address").textValue();
    }

    private static List<String> flaws(String schema, JsonNode message) {
        ObjectNode root = DOCUMENT.deepCopy();
        root.put("$ref", "#/components/schemas/" + schema);
        JsonSchema compiled = JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(root);
        return compiled.validate(message).stream().map(Object::toString).toList();
    }

    private static ObjectNode sample(String name) throws IOException {
        try (var stream = AsyncApiTest.class.getResourceAsStream("/samples/" + name + ".json")) {
            return Json.parseObject(stream.readAllBytes());
        }
    }

    private static JsonNode document() {
        try {
            Path file = Path.of(System.getProperty("fleet.root"), "src", "docs", "asyncapi.yaml");
            return new YAMLMapper().readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
