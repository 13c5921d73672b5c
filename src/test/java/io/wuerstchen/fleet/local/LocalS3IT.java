package io.wuerstchen.fleet.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wuerstchen.fleet.common.config.StoreAddress;
import io.wuerstchen.fleet.common.storage.MinioObjectStore;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.common.storage.ObjectStore.StoreObject;
import io.wuerstchen.fleet.common.storage.StoreException;
import io.wuerstchen.fleet.testing.Infra;
import io.wuerstchen.fleet.testing.WithInfra;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@WithInfra
class LocalS3IT {
    private static final int WRITERS = 16;
    private static final int ROUNDS = 60;

    private StoreAddress address;
    private MinioObjectStore store;

    @BeforeEach
    void openStore(Infra infra) {
        address = infra.store();
        store = new MinioObjectStore(address);
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Test
    void makesABucketOnce() {
        var made = new StoreAddress(address.endpoint(), address.region(), address.bucket() + "-2", "", address.keys());

        try (var second = new MinioObjectStore(made)) {
            second.requireBucket();
            second.requireBucket();

            assertThat(second.putIfAbsent(object("a", "one"))).isTrue();
        }
    }

    @Test
    void keepsBytesAndMetadata() {
        // Given
        String key = "batches/a b/ü=1.png";
        byte[] bytes = new byte[200_000];
        bytes[199_999] = 7;

        // When
        store.putIfAbsent(new StoreObject(key, bytes, "image/png", Map.of("sha256", "abc", "fingerprint", "f-1")));

        // Then
        assertThat(store.get(key)).isEqualTo(bytes);
        assertThat(store.stat(key)).hasValueSatisfying(stat -> {
            assertThat(stat.bytes()).isEqualTo(200_000);
            assertThat(stat.metadata()).containsEntry("sha256", "abc").containsEntry("fingerprint", "f-1");
        });
    }

    @Test
    void aSecondConditionalPutIsRefusedAndChangesNothing() {
        // Given
        store.putIfAbsent(object("taken", "first"));

        // When
        boolean won = store.putIfAbsent(object("taken", "second"));

        // Then
        assertThat(won).isFalse();
        assertThat(store.get("taken")).asString().isEqualTo("first");
    }

    @Test
    void aWrongSecretIsRefused() {
        var keys = new StoreAddress.Keys(address.keys().accessKey(), "wrong-secret");
        var wrong = new StoreAddress(address.endpoint(), address.region(), address.bucket(), "", keys);

        try (var intruder = new MinioObjectStore(wrong)) {
            assertThatThrownBy(() -> intruder.putIfAbsent(object("x", "x"))).isInstanceOf(StoreException.class);
        }
        assertThat(store.stat("x")).isEmpty();
    }

    @Test
    void aStrangerIsRefused() throws Exception {
        store.putIfAbsent(object("private", "mine"));

        var answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(address.endpoint() + "/" + address.bucket() + "/private"))
                                .timeout(Duration.ofSeconds(10))
                                .build(),
                        BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(403);
    }

    @Test
    void aDirectoryThatCannotHoldObjectsIsNamed(@TempDir Path directory) throws Exception {
        Path file = Files.createFile(directory.resolve("file"));

        assertThatThrownBy(() -> LocalS3.start(file, 0, address.keys()))
                .isInstanceOf(LocalServersException.class)
                .hasMessageStartingWith(file + ": objects cannot be kept here")
                .hasMessageEndingWith(
                        "(expected: a writable directory on a file system with user extended attributes)");
    }

    @Test
    void ofManyWritersExactlyOneWinsEachRound() throws Exception {
        ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
        try {
            for (int round = 0; round < ROUNDS; round++) {
                assertThat(winners(writers, "race-" + round))
                        .as("round " + round)
                        .hasSize(1);
            }
        } finally {
            writers.shutdownNow();
        }
    }

    /** Whose put was taken, of all who put at once; also checks that it is the winner's bytes that stand. */
    private List<String> winners(ExecutorService writers, String key) throws Exception {
        var start = new CyclicBarrier(WRITERS);
        List<Callable<String>> puts = new ArrayList<>();
        for (int writer = 0; writer < WRITERS; writer++) {
            String name = "writer-" + writer;
            puts.add(() -> {
                start.await(10, TimeUnit.SECONDS);
                return store.putIfAbsent(object(key, name)) ? name : "";
            });
        }
        List<String> winners = new ArrayList<>();
        for (Future<String> put : writers.invokeAll(puts, 20, TimeUnit.SECONDS)) {
            winners.add(put.get());
        }
        winners.removeIf(String::isEmpty);
        assertThat(winners).contains(new String(store.get(key), StandardCharsets.UTF_8));
        return winners;
    }

    private static ObjectStore.StoreObject object(String key, String content) {
        return new StoreObject(key, content.getBytes(StandardCharsets.UTF_8), "text/plain", Map.of());
    }
}
