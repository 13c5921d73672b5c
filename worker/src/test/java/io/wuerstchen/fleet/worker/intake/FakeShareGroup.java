package io.wuerstchen.fleet.worker.intake;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidRecordStateException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.record.TimestampType;

/**
 * The broker's side of a share group over one partition: who holds which record, and how often it was delivered. Keeps the
 * rules that were measured on Kafka 4.4. Safe for all threads.
 */
public final class FakeShareGroup {
    public static final String TOPIC = "jobs.emoji";

    private final int lockMillis;
    private final Deque<ConsumerRecord<String, byte[]>> available = new ArrayDeque<>();
    private final Map<Long, Lock> locks = new HashMap<>();
    private final List<Commit> commits = new ArrayList<>();
    private int published;
    private int opened;
    private int failures;
    private KafkaException failure = new KafkaException("the broker is gone");
    private boolean commitsFail;
    private int members;

    public FakeShareGroup(int lockMillis) {
        this.lockMillis = lockMillis;
    }

    /** A new member, which gets {@code maxRecords} at most from a poll. */
    public synchronized ShareConsumer<String, byte[]> open(int maxRecords) {
        opened++;
        fail();
        members++;
        return new FakeShareConsumer(this, maxRecords);
    }

    /** Appends a record that was delivered {@code before} times already. */
    public synchronized void publish(byte[] value, Headers headers, int before) {
        available.add(record(published++, value, headers, before));
        notifyAll();
    }

    /** The next {@code times} calls of a member fail, opening one included. */
    public synchronized void failNext(int times) {
        failures = times;
    }

    /** Every call of a member fails, so. */
    public synchronized void failAlways(KafkaException with) {
        failure = with;
        failures = Integer.MAX_VALUE;
    }

    /** From now on no commit succeeds. */
    public synchronized void failCommits() {
        commitsFail = true;
    }

    /** Who has joined and not left. */
    public synchronized int members() {
        return members;
    }

    /** Every lock lapses: the records go to whoever polls next. */
    public synchronized void expireLocks() {
        locks.values().stream().map(Lock::record).forEach(this::makeAvailable);
        locks.clear();
    }

    /** Every lock lapses, and a stranger gets the records. */
    public synchronized void loseLocks() {
        locks.replaceAll((offset, lock) -> new Lock(null, lock.record()));
    }

    /** The stranger gives back what it got. */
    public synchronized void returnLost() {
        leave(null);
        members++;
    }

    /** What was committed, the refused ones too, in order. */
    public synchronized List<Commit> commits() {
        return List.copyOf(commits);
    }

    /** Offsets that were acknowledged so, in order. */
    public List<Long> acknowledged(AcknowledgeType type) {
        return commits().stream()
                .filter(commit -> !commit.refused())
                .flatMap(commit -> commit.types().entrySet().stream())
                .filter(entry -> entry.getValue() == type)
                .map(Map.Entry::getKey)
                .toList();
    }

    public synchronized int opened() {
        return opened;
    }

    int lockMillis() {
        return lockMillis;
    }

    synchronized List<ConsumerRecord<String, byte[]>> acquire(FakeShareConsumer member, int most, long waitMillis) {
        fail();
        await(waitMillis);
        List<ConsumerRecord<String, byte[]>> acquired = new ArrayList<>();
        while (acquired.size() < most && !available.isEmpty()) {
            ConsumerRecord<String, byte[]> record = available.poll();
            locks.put(record.offset(), new Lock(member, record));
            acquired.add(record);
        }
        return acquired;
    }

    /** All or nothing, as the broker takes the acknowledgements of one partition. */
    synchronized Optional<KafkaException> commit(FakeShareConsumer member, Map<Long, AcknowledgeType> types) {
        fail();
        if (commitsFail) {
            throw failure;
        }
        boolean held = types.keySet().stream()
                .allMatch(offset -> locks.containsKey(offset) && locks.get(offset).member == member);
        commits.add(new Commit(Map.copyOf(types), System.nanoTime(), !held));
        if (!held) {
            return Optional.of(new InvalidRecordStateException("The record state is invalid."));
        }
        types.forEach(this::apply);
        return Optional.empty();
    }

    synchronized void leave(FakeShareConsumer member) {
        members--;
        List<Lock> left =
                locks.values().stream().filter(lock -> lock.member == member).toList();
        locks.values().removeAll(left);
        left.stream().map(Lock::record).forEach(this::makeAvailable);
    }

    private void apply(long offset, AcknowledgeType type) {
        if (type == AcknowledgeType.RENEW) {
            return;
        }
        Lock ended = locks.remove(offset);
        if (type == AcknowledgeType.RELEASE) {
            makeAvailable(ended.record());
        }
    }

    private void makeAvailable(ConsumerRecord<String, byte[]> record) {
        int before = record.deliveryCount().orElseThrow();
        available.add(record(record.offset(), record.value(), record.headers(), before));
        notifyAll();
    }

    private void fail() {
        if (failures > 0) {
            failures--;
            throw failure;
        }
    }

    private void await(long millis) {
        long until = System.nanoTime() + Duration.ofMillis(millis).toNanos();
        try {
            while (available.isEmpty() && System.nanoTime() - until < 0) {
                wait(millis);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ConsumerRecord<String, byte[]> record(long offset, byte[] value, Headers headers, int before) {
        return new ConsumerRecord<>(
                TOPIC,
                0,
                offset,
                0L,
                TimestampType.CREATE_TIME,
                0,
                0,
                "key",
                value,
                headers,
                Optional.empty(),
                Optional.of((short) (before + 1)));
    }

    /** Acknowledgements that one call sent. */
    public record Commit(Map<Long, AcknowledgeType> types, long atNanos, boolean refused) {
        public boolean isOnly(AcknowledgeType type) {
            return types.values().stream().allMatch(each -> each == type);
        }
    }

    private record Lock(FakeShareConsumer member, ConsumerRecord<String, byte[]> record) {}
}
