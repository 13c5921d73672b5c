package io.wuerstchen.fleet.worker.intake;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.errors.GroupMaxSizeReachedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One member of the workers' share group: takes a handful of records, hands them on, renews their locks while they are
 * worked on, and acknowledges each by itself once it is settled. A share consumer gives nothing new while it holds
 * anything, so several lanes keep a device fed.
 *
 * <p>{@link #run} is the lane's thread and the only one that touches the consumer; {@link Delivery} may be settled, and
 * {@link #stop} called, from any thread.
 */
public final class Lane implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(Lane.class);
    private static final Duration POLL = Duration.ofSeconds(1);

    private static final int MAX_FAILURES = 10;

    private final Supplier<ShareConsumer<String, byte[]>> open;
    private final Consumer<List<Delivery>> next;
    private final LaneTiming timing;
    private final BooleanSupplier mayTake;
    private final IntSupplier era;
    /** As many as there are deliveries unsettled, since each is settled once: bounded by what the lanes hold. */
    private final BlockingQueue<Settlement> settled = new LinkedBlockingQueue<>();

    private final Map<Place, Held> held = new LinkedHashMap<>();
    private ShareConsumer<String, byte[]> consumer;
    private int failures;
    private volatile int inHand;
    private volatile boolean stopping;
    private volatile long stopAtNanos;

    /**
     * @param open gives a consumer that is subscribed already; the lane closes it
     * @param mayTake while it is false the lane takes nothing new and, once it holds nothing, leaves the group, so that its
     *     partitions go to others
     * @param era whenever it is another, the lane leaves the group and joins it again
     * @param next called on the lane's thread, must not block
     */
    public Lane(
            Supplier<ShareConsumer<String, byte[]>> open,
            LaneTiming timing,
            BooleanSupplier mayTake,
            IntSupplier era,
            Consumer<List<Delivery>> next) {
        this.open = open;
        this.timing = timing;
        this.mayTake = mayTake;
        this.era = era;
        this.next = next;
    }

    /** Takes no more records and ends once those in hand are settled, or after the grace period hands them back. */
    public void stop() {
        stop(timing.grace());
    }

    /** Records that were taken and are not settled. For any thread. */
    public int inHand() {
        return inHand;
    }

    /**
     * Ends normally once stopped, and with the broker's own error after {@value #MAX_FAILURES} failures in a row, or at once
     * where the group is full.
     */
    @Override
    public void run() {
        while (!stopping) {
            if (mayTake.getAsBoolean()) {
                belong();
            } else {
                pause(LaneTiming.LOOK_AGAIN);
            }
        }
    }

    void settle(Settlement settlement) {
        settled.add(settlement);
    }

    private void stop(Duration grace) {
        stopAtNanos = System.nanoTime() + grace.toNanos();
        stopping = true;
    }

    private void belong() {
        try {
            membership();
        } catch (GroupMaxSizeReachedException e) {
            throw e;
        } catch (KafkaException e) {
            recover(e);
        }
    }

    private void membership() {
        int joined = era.getAsInt();
        consumer = open.get();
        try {
            while (!stopping && mayTake.getAsBoolean() && era.getAsInt() == joined) {
                hold(poll());
                if (held.isEmpty()) {
                    failures = 0;
                }
                seeThrough();
            }
        } finally {
            consumer.close(timing.close());
        }
    }

    /** A consumer that failed can't be trusted with what it holds: a new one starts afresh, after a while. */
    private void recover(KafkaException failure) {
        held.keySet().stream().toList().forEach(this::lose);
        if (++failures >= MAX_FAILURES) {
            throw failure;
        }
        log.atWarn().addKeyValue("reason", failure.toString()).log("lane failed, joining the group again");
        pause(timing.backOff(failures));
    }

    /** Ends early when the lane is stopped. What is settled meanwhile was lost before. */
    private void pause(Duration duration) {
        long until = System.nanoTime() + duration.toNanos();
        while (!stopping && System.nanoTime() - until < 0) {
            awaitSettlement(until);
        }
    }

    private void seeThrough() {
        long renewAt = nextRenewal();
        while (holdsAny()) {
            if (stopping && System.nanoTime() - stopAtNanos >= 0) {
                handBack();
                return;
            }
            awaitSettlement(nextRelease(renewAt)).ifPresent(this::settled);
            releaseDue();
            // Not once nothing is left: the poll would bring new records, asked for or not.
            if (!held.isEmpty() && System.nanoTime() - renewAt >= 0) {
                renew();
                renewAt = nextRenewal();
            }
        }
    }

    private boolean holdsAny() {
        inHand = held.size();
        return inHand > 0;
    }

    private long nextRenewal() {
        long lock = consumer.acquisitionLockTimeoutMs().orElse(LaneTiming.SHORTEST_LOCK_MILLIS);
        return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(lock / 3);
    }

    private Optional<Settlement> awaitSettlement(long untilNanos) {
        try {
            long nanos = Math.min(untilNanos - System.nanoTime(), POLL.toNanos());
            return Optional.ofNullable(settled.poll(Math.max(nanos, 0), TimeUnit.NANOSECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stop(Duration.ZERO);
            return Optional.empty();
        }
    }

    private void settled(Settlement settlement) {
        Place place = Place.of(settlement.delivery().record());
        Held ended = held.get(place);
        if (ended == null || ended.delivery() != settlement.delivery()) {
            return; // Lost meanwhile; whoever has it now finds our objects.
        }
        if (settlement.later()) {
            Duration delay = timing.releaseDelay(ended.delivery().deliveries());
            held.put(place, ended.releasedAt(System.nanoTime() + delay.toNanos()));
        } else {
            acknowledge(place, settlement.type());
        }
    }

    private void acknowledge(Place place, AcknowledgeType type) {
        // Never together with a RENEW: the broker takes a partition's acknowledgements all or nothing.
        consumer.acknowledge(held.remove(place).handle(), type);
        commit();
    }

    /** When the first of those that wait for it is to be released, or {@code atLatest}. */
    private long nextRelease(long atLatest) {
        return held.values().stream()
                .flatMap(each -> each.releaseAtNanos().stream())
                .reduce(atLatest, (a, b) -> a - b < 0 ? a : b);
    }

    private void releaseDue() {
        long now = System.nanoTime();
        held.entrySet().stream()
                .filter(entry -> entry.getValue().releaseAtNanos().stream().anyMatch(at -> stopping || now - at >= 0))
                .map(Map.Entry::getKey)
                .toList()
                .forEach(place -> acknowledge(place, AcknowledgeType.RELEASE));
    }

    /** A renewed record comes back from the next poll, and only that handle can be acknowledged. */
    private void renew() {
        held.values().forEach(each -> consumer.acknowledge(each.handle(), AcknowledgeType.RENEW));
        commit();
        Map<Place, ConsumerRecord<String, byte[]>> renewed = poll();
        for (Place place : List.copyOf(held.keySet())) {
            ConsumerRecord<String, byte[]> record = renewed.remove(place);
            if (record == null) {
                lose(place);
            } else {
                held.put(place, held.get(place).with(record));
            }
        }
        // What came beside the renewed ones, once some of those were lost.
        hold(renewed);
    }

    private Map<Place, ConsumerRecord<String, byte[]>> poll() {
        Map<Place, ConsumerRecord<String, byte[]>> records = new LinkedHashMap<>();
        consumer.poll(POLL).forEach(record -> records.put(Place.of(record), record));
        return records;
    }

    private void hold(Map<Place, ConsumerRecord<String, byte[]>> records) {
        List<Delivery> deliveries = new ArrayList<>();
        records.forEach((place, record) -> {
            Delivery delivery = new Delivery(record, this);
            held.put(place, new Held(record, delivery, Optional.empty()));
            deliveries.add(delivery);
        });
        if (!deliveries.isEmpty()) {
            next.accept(deliveries);
        }
    }

    private void lose(Place place) {
        Held lost = held.remove(place);
        inHand = held.size();
        lost.delivery().lose();
        log.atWarn()
                .addKeyValue("topic", place.topic())
                .addKeyValue("partition", place.partition())
                .addKeyValue("offset", place.offset())
                .log("lock on job lost, whoever gets it next draws it");
    }

    private void handBack() {
        log.atInfo().addKeyValue("jobs", held.size()).log("handing jobs back");
        held.values().forEach(each -> {
            each.delivery().lose();
            consumer.acknowledge(each.handle(), AcknowledgeType.RELEASE);
        });
        held.clear();
        inHand = 0;
        commit();
    }

    private void commit() {
        Map<TopicIdPartition, Optional<KafkaException>> answers = consumer.commitSync();
        // Not before: where polls succeed and commits never do, it would join the group again for ever.
        if (answers.values().stream().allMatch(Optional::isEmpty)) {
            failures = 0;
        }
        answers.forEach((partition, refused) -> refused.ifPresent(reason -> log.atWarn()
                .addKeyValue("partition", partition)
                .addKeyValue("reason", reason.getMessage())
                .log("acknowledgement refused, the job will be delivered again")));
    }
}
