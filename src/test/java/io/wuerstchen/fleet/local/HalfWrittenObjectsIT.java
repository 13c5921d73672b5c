package io.wuerstchen.fleet.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.wuerstchen.fleet.common.config.StoreAddress;
import io.wuerstchen.fleet.common.config.StoreAddress.Keys;
import io.wuerstchen.fleet.common.storage.MinioObjectStore;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.common.storage.ObjectStore.StoreObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a put that was cut off by a kill of the server has left in the folder. */
@Timeout(60)
class HalfWrittenObjectsIT {
    private static final Keys KEYS = new Keys("access", "secret-secret");
    private static final String KEY = "owner/0000000004";

    @Test
    void anObjectThatAKillLeftHalfWrittenIsGoneWithTheNextStart(@TempDir Path folder) throws Exception {
        // Given
        try (LocalS3 server = LocalS3.start(folder, 0, KEYS);
                MinioObjectStore store = store(server)) {
            store.requireBucket();
            store.putIfAbsent(new StoreObject(KEY, new byte[] {1}, "text/plain", Map.of()));
        }
        Path left = Files.write(folder.resolve("bucket").resolve(KEY + "-" + UUID.randomUUID()), new byte[] {1});

        // When
        try (LocalS3 server = LocalS3.start(folder, 0, KEYS);
                MinioObjectStore store = store(server)) {

            // Then
            assertThat(left).doesNotExist();
            assertThat(store.page("owner/", "", 10))
                    .extracting(ObjectStore.Entry::key)
                    .containsExactly(KEY);
        }
    }

    private static MinioObjectStore store(LocalS3 server) {
        return new MinioObjectStore(new StoreAddress(server.endpoint(), LocalS3.REGION, "bucket", "", KEYS));
    }
}
