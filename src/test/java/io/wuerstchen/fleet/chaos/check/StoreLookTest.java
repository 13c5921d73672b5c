package io.wuerstchen.fleet.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import io.wuerstchen.fleet.common.job.JobId;
import io.wuerstchen.fleet.common.storage.InMemoryObjectStore;
import io.wuerstchen.fleet.common.storage.ObjectStore.StoreObject;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StoreLookTest {
    private static final String REJECTED = "{\"row\":%d,\"line\":1,\"id\":\"x\",\"rejected\":\"size\",\"raw\":\"\"}";

    private final InMemoryObjectStore store = new InMemoryObjectStore();

    @Test
    void rejectedRowsAreReadFromTheInputAndFromSegments() {
        // Given
        lines("batches/a/input/00000-abc.jsonl.zst", "{\"row\":0,\"prompt\":\"a cat\"}", REJECTED.formatted(1));
        lines("batches/b/results/00000-00000.jsonl.zst", REJECTED.formatted(12));

        // When
        Recorded recorded = new StoreLook(store, (key, bytes) -> false).recorded();

        // Then
        assertThat(recorded.rejected()).containsExactlyInAnyOrder(new JobId("a", 1), new JobId("b", 12));
        assertThat(recorded.results()).isEmpty();
    }

    private void lines(String key, String... lines) {
        byte[] zstd = Zstd.compress(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
        store.put(new StoreObject(key, zstd, "application/zstd", Map.of()));
    }
}
