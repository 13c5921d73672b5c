package io.wuerstchen.fleet.worker.microbatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Whatever comes in whatever order, at whatever pace the device asks. */
class MicroBatcherPropertyTest {
    private static final long LINGER = 50;
    private static final int KEYS = 4;

    @Property
    void everyItemLeavesOnceInAMicroBatchOfItsKeyAndNoLargerThanAllowed(
            @ForAll("days") List<Event> day, @ForAll @IntRange(min = 1, max = 5) int maxSize) {
        Run run = new Run(maxSize);

        run.play(day);

        assertThat(run.left).allSatisfy(microBatch -> {
            assertThat(microBatch.size()).isBetween(1, maxSize);
            assertThat(microBatch.items()).extracting(Item::key).containsOnly(microBatch.key());
        });
        assertThat(run.items()).containsExactlyInAnyOrderElementsOf(run.added);
    }

    @Property
    void itemsOfAKeyLeaveInTheOrderTheyCame(@ForAll("days") List<Event> day) {
        Run run = new Run(3);

        run.play(day);

        for (int key = 0; key < KEYS; key++) {
            assertThat(run.numbersOf(key)).isSorted();
        }
    }

    @Property
    void nobodyWhoHasLingeredIsPassedOverByAYoungerOne(@ForAll("days") List<Event> day) {
        Run run = new Run(3);

        run.play(day);

        assertThat(run.passedOver).isEmpty();
    }

    @Provide
    Arbitrary<List<Event>> days() {
        Arbitrary<Event> event = Combinators.combine(
                        Arbitraries.integers().between(0, KEYS),
                        Arbitraries.integers().between(0, 40))
                .as(Event::new);
        return event.list().ofMaxSize(60);
    }

    /** After {@code pause}, an item of key {@code what} comes or, past the last key, the device asks. */
    record Event(int what, int pause) {}

    record Item(int key, int number, long since) {}

    private static final class Run {
        private final MicroBatcher<Integer, Item> batcher;
        private final List<Item> added = new ArrayList<>();
        private final List<MicroBatch<Integer, Item>> left = new ArrayList<>();
        private final List<Item> passedOver = new ArrayList<>();
        private final Map<Integer, Item> waiting = new HashMap<>();
        private long now;

        Run(int maxSize) {
            batcher = new MicroBatcher<>(maxSize, Duration.ofNanos(LINGER), 100);
        }

        void play(List<Event> day) {
            for (Event event : day) {
                now += event.pause();
                if (event.what() < KEYS) {
                    come(event.what());
                } else {
                    ask();
                }
            }
            IntStream.range(0, day.size()).forEach(unused -> ask());
        }

        private void come(int key) {
            Item item = new Item(key, added.size(), now);
            added.add(item);
            waiting.put(item.number(), item);
            batcher.add(key, item, now);
        }

        private void ask() {
            batcher.next(now).ifPresent(microBatch -> {
                int first = microBatch.items().get(0).number();
                waiting.values().stream()
                        .filter(item -> now - item.since() > LINGER && item.number() < first)
                        .forEach(passedOver::add);
                microBatch.items().forEach(item -> waiting.remove(item.number()));
                left.add(microBatch);
            });
        }

        List<Item> items() {
            return left.stream()
                    .flatMap(microBatch -> microBatch.items().stream())
                    .toList();
        }

        List<Integer> numbersOf(int key) {
            return items().stream()
                    .filter(item -> item.key() == key)
                    .map(Item::number)
                    .toList();
        }
    }
}
