package io.wuerstchen.fleet.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.job.GenerationJob;
import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.job.JobResult.Committed;
import io.wuerstchen.fleet.common.job.StoredImage;
import io.wuerstchen.fleet.common.storage.MinioObjectStore;
import io.wuerstchen.fleet.testing.Infra;
import io.wuerstchen.fleet.testing.JobTopics;
import io.wuerstchen.fleet.testing.WithInfra;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Workers that come and go, each test with Kafka topics and a bucket of its own. */
@Timeout(120)
@WithInfra
class WorkersIT {
    private static DemoJobs demo;

    @BeforeAll
    static void load() {
        demo = DemoJobs.load();
    }

    @Test
    void picturesOfMixedMicroBatchesAreTheReferencesOwn(Infra infra) throws IOException {
        // Given
        List<GenerationJob> jobs = goldenJobsAndTwoMatesForEach();
        try (JobTopics topics = new JobTopics(infra, demo.model().name());
                MinioObjectStore store = new MinioObjectStore(infra.store());
                Goldens golden = Goldens.cases("emoji")) {
            topics.publish(jobs.toArray(GenerationJob[]::new));

            // When
            try (Worker worker = demo.startWorker(infra, 1, jobs.size())) {
                topics.awaitResults("golden", jobs.size());
            }

            // Then
            for (JobResult result : topics.results("golden")) {
                long row = result.id().row();
                if (row % 3 == 0) {
                    assertPixelsOf(golden, row / 3 + ".image", result, store);
                }
            }
        }
    }

    @Test
    void noJobIsAcknowledgedBeforeItsResultStands(Infra infra) {
        try (JobTopics topics = new JobTopics(infra, demo.model().name());
                Worker worker = demo.startWorker(infra, 2, 4)) {
            topics.publishWidely(demo.jobs("order", 24));

            await().pollInterval(Duration.ofMillis(20))
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> {
                        long settled = topics.settled();
                        int results = topics.results("order").size();
                        assertThat(settled).isLessThanOrEqualTo(results);
                        return settled == 24;
                    });
        }
    }

    @Test
    void whatAClosedWorkerLeavesTheNextOneDoes(Infra infra) {
        try (JobTopics topics = new JobTopics(infra, demo.model().name())) {
            topics.publishWidely(demo.jobs("relay", 40));
            Worker first = demo.startWorker(infra, 1, 2);
            String firstWorker = first.card().id();
            topics.awaitResults("relay", 1);
            // Far below the grace period, as nothing in hand takes long.
            assertTimeout(Duration.ofSeconds(10), first::close);
            int before = topics.results("relay").size();
            assertThat(before).isBetween(1, 39);

            try (Worker second = demo.startWorker(infra, 2, 8)) {
                topics.awaitResults("relay", 40);
                await().until(() -> topics.settled() == 40);
            }

            List<JobResult> results = topics.results("relay");
            assertEveryRowOnce(results, 40);
            assertThat(results)
                    .filteredOn(result -> result.worker().equals(firstWorker))
                    .hasSize(before);
        }
    }

    @Test
    void workersShareTheWork(Infra infra) {
        try (JobTopics topics = new JobTopics(infra, demo.model().name());
                Worker one = demo.startWorker(infra, 2, 2);
                Worker other = demo.startWorker(infra, 2, 2)) {
            topics.awaitMembers(4);

            topics.publishWidely(demo.jobs("shared", 36));

            List<JobResult> results = topics.awaitResults("shared", 36);
            assertEveryRowOnce(results, 36);
            assertThat(results)
                    .extracting(JobResult::worker)
                    .contains(one.card().id(), other.card().id());
        }
    }

    /** Row 3 i is case i; the two rows after it share its micro-batch, with other prompts, seeds and guidance. */
    private static List<GenerationJob> goldenJobsAndTwoMatesForEach() {
        List<GenerationJob> jobs = new ArrayList<>();
        for (JsonNode golden : Goldens.jobs("emoji")) {
            for (int mate = 0; mate < 3; mate++) {
                ObjectNode job = demo.json("golden", jobs.size(), "a " + mate);
                job.setAll((ObjectNode) golden);
                job.put("n", golden.path("images").asInt(1));
                if (mate > 0) {
                    job.put("prompt", "a bee on white").put("seed", 1000 + mate).put("n", 1);
                    job.put("prior_guidance", 2.5 * mate);
                }
                jobs.add(demo.read(job));
            }
        }
        return jobs;
    }

    private static void assertPixelsOf(Goldens golden, String name, JobResult result, MinioObjectStore store)
            throws IOException {
        List<StoredImage> images = ((Committed) result.outcome()).images();
        for (StoredImage image : images) {
            assertThat(image.microBatch().size()).as(name).isGreaterThanOrEqualTo(3);
            byte[] rgb = rgb(store.get(image.artifacts().get(0).key()));
            Goldens.assertPixelsNear(name, golden.bytes(name), image.index() * rgb.length, rgb);
        }
    }

    private static byte[] rgb(byte[] png) throws IOException {
        var raster = ImageIO.read(new ByteArrayInputStream(png)).getRaster();
        int[] samples = raster.getPixels(0, 0, raster.getWidth(), raster.getHeight(), (int[]) null);
        byte[] rgb = new byte[samples.length];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) samples[i];
        }
        return rgb;
    }

    private static void assertEveryRowOnce(List<JobResult> results, int rows) {
        assertThat(results).allMatch(result -> result.outcome() instanceof Committed);
        assertThat(results)
                .extracting(result -> result.id().row())
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.range(0, rows).boxed().toList());
    }
}
