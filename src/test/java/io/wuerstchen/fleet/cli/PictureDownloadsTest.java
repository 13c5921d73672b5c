package io.wuerstchen.fleet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.wuerstchen.fleet.common.artifact.Digests;
import io.wuerstchen.fleet.common.job.GenerationJob.Origin;
import io.wuerstchen.fleet.common.job.JobId;
import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.job.JobResult.Committed;
import io.wuerstchen.fleet.common.job.ModelRef;
import io.wuerstchen.fleet.common.job.Parameters;
import io.wuerstchen.fleet.common.job.Settings;
import io.wuerstchen.fleet.common.job.StoredImage;
import io.wuerstchen.fleet.common.job.StoredImage.Artifact;
import io.wuerstchen.fleet.common.storage.InMemoryObjectStore;
import io.wuerstchen.fleet.common.storage.ObjectStore.StoreObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class PictureDownloadsTest {
    private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));

    @TempDir
    Path folder;

    private final InMemoryObjectStore store = new InMemoryObjectStore();

    @Test
    void whatAnotherBatchLeftUnderTheNameIsOverwritten() throws Exception {
        old("cat.png", "yesterday's cat");

        download(row(0, "cat", "today's cat"));

        assertThat(files()).isEqualTo(Map.of("cat.png", "today's cat"));
    }

    @Test
    void twoRowsThatWantOneNameBothKeepTheirPictures() throws Exception {
        old("cat-0.png", "yesterday's cat");

        download(row(0, "cat", "first of two", "second of two"), row(1, "cat-0", "the other cat"));

        assertThat(files()).containsValues("first of two", "second of two", "the other cat");
        assertThat(files()).hasSize(3);
    }

    @Test
    void aPictureThatAnEarlierRunFetchedIsNotFetchedAgain() throws Exception {
        JobResult result = row(0, "cat", "a cat");
        old("cat.png", "a cat");
        store.delete(key(0, 0));

        List<String> kept = download(result);

        assertThat(kept).containsExactly(key(0, 0));
        assertThat(files()).isEqualTo(Map.of("cat.png", "a cat"));
    }

    @Test
    void aPictureThatAnEarlierRunFetchedKeepsItsName() throws Exception {
        JobResult one = row(0, "cat-0", "the other cat");
        JobResult several = row(1, "cat", "first of two", "second of two");
        old("cat-0.png", "the other cat");

        List<String> kept = new CopyOnWriteArrayList<>();
        try (var downloads = new PictureDownloads(store, folder, (key, picture) -> kept.add(key))) {
            downloads.add(one);
            await().until(() -> kept.size() == 1);
            downloads.add(several);
            downloads.await();
        }

        assertThat(files())
                .isEqualTo(Map.of(
                        "cat-0.png", "the other cat", "cat-row-1-0.png", "first of two", "cat-1.png", "second of two"));
    }

    @Test
    void picturesThatAreCutChangedOrGoneAreLeftOutAndNamedAndTheOthersKept() throws Exception {
        // Given
        List<JobResult> rows = List.of(row(0, "whole", "a cat"), row(1, "cut", "a dog"), row(2, "flipped", "a fox"));
        JobResult gone = row(3, "gone", "an owl");
        overwrite(key(1, 0), "a d");
        overwrite(key(2, 0), "a fix");
        store.delete(key(3, 0));

        try (var downloads = new PictureDownloads(store, folder, (key, picture) -> {})) {
            // When
            rows.forEach(downloads::add);
            downloads.add(gone);
            downloads.add(gone);
            downloads.await();

            // Then
            assertThat(files()).isEqualTo(Map.of("whole.png", "a cat"));
            assertThatThrownBy(() -> downloads.requireAll("batch"))
                    .hasMessage("not downloaded, as S3 has them damaged or not at all: cut.png, flipped.png, gone.png"
                            + " (fleet reconcile batch --deep tells of each)");
        }
    }

    @Test
    void ofManyPicturesThatAreGoneTenAreNamed() throws Exception {
        try (var downloads = new PictureDownloads(store, folder, (key, picture) -> {})) {
            for (int row = 10; row < 30; row++) {
                JobResult result = row(row, "r" + row, "a cat");
                store.delete(key(row, 0));
                downloads.add(result);
            }
            downloads.await();

            assertThatThrownBy(() -> downloads.requireAll("batch"))
                    .hasMessageContaining(": r10.png, r11.png, ")
                    .hasMessageContaining(", r19.png and more (");
        }
    }

    private List<String> download(JobResult... results) throws InterruptedException {
        List<String> kept = new CopyOnWriteArrayList<>();
        try (var downloads = new PictureDownloads(store, folder, (key, picture) -> kept.add(key))) {
            Stream.of(results).forEach(downloads::add);
            downloads.await();
        }
        return kept;
    }

    private void overwrite(String key, String bytes) {
        store.put(new StoreObject(key, bytes.getBytes(StandardCharsets.UTF_8), "image/png", Map.of()));
    }

    private void old(String name, String bytes) throws IOException {
        Files.setLastModifiedTime(Files.writeString(folder.resolve(name), bytes), LONG_AGO);
    }

    private JobResult row(long row, String id, String... pictures) {
        List<StoredImage> images = new ArrayList<>();
        for (int i = 0; i < pictures.length; i++) {
            byte[] bytes = pictures[i].getBytes(StandardCharsets.UTF_8);
            store.put(new StoreObject(key(row, i), bytes, "image/png", Map.of()));
            Artifact picture = new Artifact("image", key(row, i), Digests.sha256(bytes), bytes.length);
            images.add(new StoredImage(i, i, List.of(picture), null, List.of()));
        }
        Parameters parameters = Parameters.of("a cat", Settings.BUILT_IN, 1);
        return new JobResult(
                new Origin(new JobId("batch", row), id, Map.of()),
                new ModelRef("demo", ""),
                "worker",
                new Committed(parameters, images, 1));
    }

    private static String key(long row, int index) {
        return row + "-" + index;
    }

    private Map<String, String> files() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> list = Files.list(folder)) {
            list.forEach(file -> files.put(file.getFileName().toString(), text(file)));
        }
        return files;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
