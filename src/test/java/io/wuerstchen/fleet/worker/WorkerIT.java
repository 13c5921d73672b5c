package io.wuerstchen.fleet.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.artifact.Digests;
import io.wuerstchen.fleet.common.artifact.Fingerprint;
import io.wuerstchen.fleet.common.job.FailureKind;
import io.wuerstchen.fleet.common.job.GenerationJob;
import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.job.JobResult.Committed;
import io.wuerstchen.fleet.common.job.JobResult.Dead;
import io.wuerstchen.fleet.common.job.StoredImage;
import io.wuerstchen.fleet.common.job.StoredImage.Artifact;
import io.wuerstchen.fleet.common.storage.MinioObjectStore;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.testing.Infra;
import io.wuerstchen.fleet.testing.JobTopics;
import io.wuerstchen.fleet.testing.WithInfra;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One worker with the demo model, real Kafka and real S3; each test has a batch of its own. */
@Timeout(120)
@WithInfra
class WorkerIT {
    private static DemoJobs demo;
    private static JobTopics topics;
    private static MinioObjectStore store;
    private static Worker worker;

    @BeforeAll
    static void start(Infra infra) {
        demo = DemoJobs.load();
        topics = new JobTopics(infra, demo.model().name());
        store = new MinioObjectStore(infra.store());
        worker = demo.startWorker(infra, 2, 8);
    }

    @AfterAll
    static void stop() {
        worker.close();
        store.close();
        topics.close();
    }

    @Test
    void aJobBecomesObjectsThatSayWhatTheyAre() throws IOException {
        ObjectNode json = demo.json("objects", 12_345, "a fox and a tree on a green background");
        json.put("width", 256).put("n", 3).putArray("save").add("embeddings").add("latents");
        GenerationJob job = demo.read(json);

        topics.publish(job);

        Committed committed = committed(topics.awaitResults("objects", 1).get(0));
        assertThat(committed.parameters()).isEqualTo(job.parameters());
        assertThat(committed.images()).extracting(StoredImage::index).containsExactly(0, 1, 2);
        assertThat(committed.images()).extracting(StoredImage::seed).containsExactly(12_345L, 12_346L, 12_347L);
        assertThat(committed.images()).allMatch(image -> image.microBatch().size() == 3);
        for (StoredImage image : committed.images()) {
            assertThat(image.artifacts()).extracting(Artifact::kind).containsExactly("image", "embeddings", "latents");
            image.artifacts().forEach(artifact -> assertStands(artifact, job));
            Artifact picture = image.artifacts().get(0);
            assertThat(picture.key()).isEqualTo("batches/objects/images/00001/000012345-" + image.index() + ".png");
            BufferedImage pixels = ImageIO.read(new ByteArrayInputStream(store.get(picture.key())));
            assertThat(List.of(pixels.getWidth(), pixels.getHeight())).containsExactly(256, 128);
        }
    }

    @Test
    void theResultCarriesTheRowsNameAndMetadata() {
        ObjectNode json = demo.json("metadata", 3, "a frog on white");
        json.putObject("metadata").put("customer", 42).putArray("tags").add("green");

        topics.publish(demo.read(json));

        JobResult result = topics.awaitResults("metadata", 1).get(0);
        assertThat(result.origin().rowId()).isEqualTo("id-3");
        assertThat(result.origin().metadata()).isEqualTo(Map.of("customer", 42, "tags", List.of("green")));
        assertThat(result.model()).isEqualTo(demo.model());
        assertThat(result.worker()).isEqualTo(worker.card().id());
    }

    @Test
    void aPromptThatIsTooLongIsCutAndTheResultSaysSo() {
        topics.publish(demo.job("long", 0, "a red apple and a green pear ".repeat(20)));

        Committed committed = committed(topics.awaitResults("long", 1).get(0));

        assertThat(committed.images().get(0).warnings())
                .singleElement()
                .asString()
                .startsWith("prompt: ");
    }

    @Test
    void whatIsNoJobGoesToTheDeadLettersAndTheWorkerGoesOn() {
        GenerationJob job = demo.job("good", 1, "a cat on yellow");

        topics.publishAs(job, "{\"batch\": \"good\", ".getBytes(StandardCharsets.UTF_8));
        topics.publish(job);

        assertThat(topics.awaitResults("good", 1)).hasSize(1);
        await().until(() -> topics.deadLetters().size() == 1);
        ConsumerRecord<String, byte[]> letter = topics.deadLetters().get(0);
        assertThat(new String(letter.value(), StandardCharsets.UTF_8)).isEqualTo("{\"batch\": \"good\", ");
        assertThat(letter.key()).isEqualTo("good/1");
        assertThat(header(letter, "fleet_reason")).startsWith("not JSON: ");
        assertThat(header(letter, "fleet_origin")).matches("t[0-9a-f]{8}-jobs\\.wuerstchen-emoji-0@\\d+");
        assertThat(header(letter, "ce_type")).isEqualTo("io.wuerstchen.fleet.job.v1");
    }

    @Test
    void aJobThatNobodyCanDrawIsDead() {
        GenerationJob job = demo.job("dead", 1, "a cat on yellow");
        topics.publishAs(job, Json.bytes(demo.json("dead", 1, "a cat").put("width", 100)));
        topics.publishAs(
                job, Json.bytes(demo.json("dead", 2, "a cat").put("width", 4096).put("height", 4096)));
        topics.publishAs(job, Json.bytes(demo.json("dead", 3, "a cat").put("model", "oil")));

        Map<Long, String> reasons = topics.awaitResults("dead", 3).stream()
                .collect(
                        Collectors.toMap(result -> result.id().row(), result -> dead(result, FailureKind.INVALID_JOB)));

        assertThat(reasons)
                .containsEntry(1L, "width: 100 (expected: a multiple of 128, nearest 128)")
                .containsEntry(2L, "size: 4096x4096 (expected: at most 4194304 pixels, nearest 2048x2048)")
                .containsEntry(3L, "model: oil (expected: this topic's, wuerstchen-emoji)");
    }

    @Test
    void theSameJobPublishedAgainLeavesOneSetOfObjectsAndTwoEqualResults() {
        GenerationJob job = demo.job("twice", 1, "a panda on pink");
        topics.publish(job);
        Committed first = committed(topics.awaitResults("twice", 1).get(0));

        topics.publish(job);

        List<JobResult> results = topics.awaitResults("twice", 2);
        assertThat(results)
                .extracting(result -> committed(result).images().get(0).artifacts())
                .containsOnly(first.images().get(0).artifacts());
        assertThat(results).extracting(result -> committed(result).parameters()).containsOnly(job.parameters());
        first.images().get(0).artifacts().forEach(artifact -> assertStands(artifact, job));
    }

    @Test
    void anotherJobUnderTheSameRowIsAConflictAndTheFirstObjectStays() {
        GenerationJob cat = demo.job("conflict", 1, "a cat on yellow");
        topics.publish(cat);
        Committed first = committed(topics.awaitResults("conflict", 1).get(0));

        topics.publish(demo.job("conflict", 1, "a dog on blue"));

        List<JobResult> results = topics.awaitResults("conflict", 2);
        assertThat(dead(results.get(1), FailureKind.CONFLICT))
                .isEqualTo("object batches/conflict/images/00000/000000001-0.png: stands there from other work"
                        + " (expected: nothing, or this job's own)");
        first.images().get(0).artifacts().forEach(artifact -> assertStands(artifact, cat));
    }

    private static void assertStands(Artifact artifact, GenerationJob job) {
        byte[] bytes = store.get(artifact.key());
        assertThat(artifact.sha256()).isEqualTo(Digests.sha256(bytes));
        assertThat(artifact.bytes()).isEqualTo(bytes.length);
        assertThat(store.stat(artifact.key()).orElseThrow().metadata())
                .containsEntry(ObjectStore.SHA256, artifact.sha256())
                .containsEntry(ObjectStore.FINGERPRINT, Fingerprint.of(job).value());
    }

    private static Committed committed(JobResult result) {
        assertThat(result.outcome()).isInstanceOf(Committed.class);
        return (Committed) result.outcome();
    }

    private static String dead(JobResult result, FailureKind kind) {
        assertThat(result.outcome()).isInstanceOf(Dead.class);
        Dead dead = (Dead) result.outcome();
        assertThat(dead.kind()).isEqualTo(kind);
        return dead.reason();
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
