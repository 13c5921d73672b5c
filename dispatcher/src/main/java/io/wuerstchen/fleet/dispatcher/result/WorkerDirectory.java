package io.wuerstchen.fleet.dispatcher.result;

import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.wire.FleetEvents;
import io.wuerstchen.fleet.common.wire.Heartbeat;
import io.wuerstchen.fleet.dispatcher.ledger.Suspicion;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Who is there, by heartbeats: a worker counts as alive for {@link Heartbeat#LIFETIME} after each, from when it is heard here.
 * Only of those that were sent before anybody listened does the broker's clock say how old they are; where that clock and this
 * one differ, they count for nothing. One thread only.
 */
public final class WorkerDirectory implements AutoCloseable {
    private final TopicReader reader;
    private final Clock clock;
    private final Map<String, Seen> workers = new LinkedHashMap<>();
    private final Processes processes = new Processes();
    private Map<Integer, Long> begin = Map.of();

    /** Takes over the consumer and closes it. */
    public WorkerDirectory(Consumer<String, byte[]> consumer, String topic, Clock clock) {
        this.reader = new TopicReader(consumer, topic);
        this.clock = clock;
    }

    /** The topic is compacted, so its beginning is never far. */
    public void start() {
        reader.startAtBeginning();
        begin = reader.ends();
    }

    /** Hears what has been said, waiting {@code wait} at most for the first word. */
    public void poll(Duration wait) {
        reader.poll(wait).forEach(this::hear);
        Instant now = clock.instant();
        workers.values().removeIf(seen -> !seen.alive(now));
    }

    /** Workers of {@code model} that live, the one heard of first in front. */
    public List<Heartbeat> alive(String model) {
        return alive().stream()
                .filter(heartbeat -> heartbeat.model().name().equals(model))
                .toList();
    }

    /** All that live. */
    public List<Heartbeat> alive() {
        Instant now = clock.instant();
        return workers.values().stream()
                .filter(seen -> seen.alive(now))
                .map(Seen::heartbeat)
                .toList();
    }

    /** What became of a worker's process. */
    public Suspicion.Fate fate(String process) {
        return processes.fate(process);
    }

    @Override
    public void close() {
        reader.close();
    }

    private void hear(ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            workers.remove(record.key());
            processes.left(record.key());
            return;
        }
        try {
            Heartbeat heartbeat = Heartbeat.read(FleetEvents.data(record, FleetEvents.HEARTBEAT_TYPE));
            boolean past = record.offset() < begin.getOrDefault(record.partition(), 0L);
            Instant at = past ? Instant.ofEpochMilli(record.timestamp()) : clock.instant();
            workers.put(heartbeat.worker(), new Seen(heartbeat, at));
            processes.heard(heartbeat.worker(), heartbeat.host().process(), clock.instant());
        } catch (InvalidJobException e) {
            TopicReader.tellSkipped(record, "heartbeat", e);
        }
    }

    private record Seen(Heartbeat heartbeat, Instant at) {
        boolean alive(Instant now) {
            return Duration.between(at, now).abs().compareTo(Heartbeat.LIFETIME) < 0;
        }
    }
}
