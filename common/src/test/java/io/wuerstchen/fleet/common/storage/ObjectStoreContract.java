package io.wuerstchen.fleet.common.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wuerstchen.fleet.common.storage.ObjectStore.Stat;
import io.wuerstchen.fleet.common.storage.ObjectStore.StoreObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link ObjectStore} must do; a test class of each implements this. */
public interface ObjectStoreContract {
    /** The store under test; it may hold other objects, and this doesn't close it. */
    ObjectStore store();

    /** How many of those who put one name at the same time may be told that they did; whoever it is, one whole object stands. */
    default int mostWinners(int racers) {
        return 1;
    }

    @Test
    default void givesBackWhatWasPut() {
        StoreObject object = object(freshKey(), "some bytes");

        boolean put = store().putIfAbsent(object);

        assertThat(put).isTrue();
        assertThat(store().get(object.key())).isEqualTo(object.bytes());
    }

    @Test
    default void holdsAnEmptyObjectAndALargeOne() {
        String empty = freshKey();
        String large = freshKey();
        byte[] bytes = new byte[6 << 20]; // Above 5 MiB the MinIO SDK likes to send parts.
        bytes[bytes.length - 1] = 7;

        store().putIfAbsent(new StoreObject(empty, new byte[0], "text/plain", Map.of()));
        store().putIfAbsent(new StoreObject(large, bytes, "text/plain", Map.of()));

        assertThat(store().get(empty)).isEmpty();
        assertThat(store().get(large)).isEqualTo(bytes);
    }

    @Test
    default void leavesAnObjectThatStandsThereAsItIs() {
        StoreObject first = object(freshKey(), "first");
        store().putIfAbsent(first);

        boolean put = store().putIfAbsent(object(first.key(), "second"));

        assertThat(put).isFalse();
        assertThat(store().get(first.key())).isEqualTo(first.bytes());
        assertThat(store().stat(first.key())).contains(new Stat(5, first.metadata()));
    }

    @Test
    default void leavesALargeObjectThatStandsThereAsItIs() {
        String key = freshKey();
        store().putIfAbsent(object(key, "first"));

        boolean put = store().putIfAbsent(new StoreObject(key, new byte[6 << 20], "text/plain", Map.of()));

        assertThat(put).isFalse();
        assertThat(store().get(key)).hasSize(5);
    }

    @Test
    default void knowsSizeAndMetadata() {
        StoreObject object = object(freshKey(), "some bytes");
        store().putIfAbsent(object);

        assertThat(store().stat(object.key())).contains(new Stat(10, object.metadata()));
    }

    @Test
    default void findsNothingUnderAFreeName() {
        String key = freshKey();

        assertThat(store().stat(key)).isEmpty();
        assertThatThrownBy(() -> store().get(key))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(key);
    }

    @Test
    default void forgetsWhatIsDeleted() {
        StoreObject object = object(freshKey(), "some bytes");
        store().putIfAbsent(object);

        store().delete(object.key());

        assertThat(store().stat(object.key())).isEmpty();
        assertThat(store().putIfAbsent(object)).isTrue();
    }

    @Test
    default void deletesWhatIsNotThereWithoutComplaint() {
        String key = freshKey();

        store().delete(key);

        assertThat(store().stat(key)).isEmpty();
    }

    @Test
    default void listsNamesUnderAPrefixInOrderUpToALimit() {
        String folder = freshKey() + "/";
        for (String name : List.of("b/2", "a", "c")) {
            store().putIfAbsent(object(folder + name, name));
        }

        assertThat(store().list(folder, 10)).containsExactly(folder + "a", folder + "b/2", folder + "c");
        assertThat(store().list(folder, 2)).containsExactly(folder + "a", folder + "b/2");
        assertThat(store().list(folder + "none", 10)).isEmpty();
    }

    @Test
    default void putsOverWhatStandsThereWhereThatIsAskedFor() {
        String key = freshKey();
        StoreObject second = object(key, "second, and longer");
        store().putIfAbsent(object(key, "first"));

        store().put(second);

        assertThat(store().get(key)).isEqualTo(second.bytes());
        assertThat(store().stat(key)).contains(new Stat(18, second.metadata()));
    }

    @Test
    default void pagesThroughAListingInOrder() {
        String folder = freshKey() + "/";
        for (String name : List.of("b/2", "a", "c")) {
            store().putIfAbsent(object(folder + name, name));
        }

        var first = store().page(folder, "", 2);
        var rest = store().page(folder, first.get(1).key(), 2);

        assertThat(first).extracting(ObjectStore.Entry::key).containsExactly(folder + "a", folder + "b/2");
        assertThat(first).extracting(ObjectStore.Entry::bytes).containsExactly(1L, 3L);
        assertThat(rest).extracting(ObjectStore.Entry::key).containsExactly(folder + "c");
        assertThat(rest.get(0).etag()).isNotEmpty().doesNotContain("\"");
    }

    @Test
    default void listsWhatLiesDirectlyUnderAPrefix() {
        String folder = freshKey() + "/";
        for (String name : List.of("b/2", "a", "b/1", "c/x/y", "d")) {
            store().putIfAbsent(object(folder + name, name));
        }

        assertThat(store().children(folder)).containsExactly(folder + "a", folder + "b/", folder + "c/", folder + "d");
        assertThat(store().children(folder + "none/")).isEmpty();
    }

    @Test
    default void letsOneOfManyWin() throws Exception {
        String key = freshKey();
        int racers = 8;
        CountDownLatch start = new CountDownLatch(racers);
        ExecutorService threads = Executors.newFixedThreadPool(racers);
        try {
            var races = IntStream.range(0, racers)
                    .mapToObj(i -> race(start, object(key, "racer " + i)))
                    .toList();

            int wins = 0;
            for (Future<Boolean> put : threads.invokeAll(races, 30, TimeUnit.SECONDS)) {
                wins += put.get() ? 1 : 0;
            }

            assertThat(wins).isBetween(1, mostWinners(racers));
            String sha = store().stat(key).orElseThrow().metadata().get(ObjectStore.SHA256);
            assertThat(sha).isEqualTo(shaOf(new String(store().get(key), StandardCharsets.UTF_8)));
        } finally {
            threads.shutdownNow();
        }
    }

    private Callable<Boolean> race(CountDownLatch start, StoreObject object) {
        return () -> {
            start.countDown();
            start.await(30, TimeUnit.SECONDS);
            return store().putIfAbsent(object);
        };
    }

    private static String freshKey() {
        return "batches/contract_1.a-b/images/00000/" + UUID.randomUUID() + ".png";
    }

    private static StoreObject object(String key, String text) {
        var metadata = Map.of(ObjectStore.SHA256, shaOf(text), ObjectStore.FINGERPRINT, "0123abcd");
        return new StoreObject(key, text.getBytes(StandardCharsets.UTF_8), "text/plain", metadata);
    }

    /** Not a digest, but as much as a test needs: another text, another value. */
    private static String shaOf(String text) {
        return Integer.toHexString(text.hashCode());
    }
}
