package io.wuerstchen.fleet.bench;

import io.wuerstchen.fleet.common.config.KafkaAddress;
import io.wuerstchen.fleet.common.messaging.KafkaClients;
import io.wuerstchen.fleet.common.wire.FleetEvents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * How long places in a batch's window stay empty: from the sending of a result to the sending of the job that takes its place,
 * by the times that Kafka keeps of both.
 *
 * @param millis of each refill
 */
public record WindowRefills(List<Double> millis) {
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final int MOST_POLLS = 60;

    public WindowRefills {
        millis = List.copyOf(millis);
    }

    /**
     * Reads what Kafka has of a batch that has ended and published each job once.
     *
     * @param jobs the topic
     * @param results the topic
     */
    public static WindowRefills of(KafkaAddress kafka, String batch, String jobs, String results) {
        try (Consumer<String, byte[]> reader = new KafkaClients(kafka).reader()) {
            return of(
                    times(reader, jobs, FleetEvents.JOB_TYPE, batch),
                    times(reader, results, FleetEvents.RESULT_TYPE, batch));
        }
    }

    /**
     * Of jobs that were published, and results that came, at these times in ms, in any order. The window is as large as the
     * most jobs that were out at once; whatever a result made room for filled it again.
     */
    static WindowRefills of(List<Long> published, List<Long> ended) {
        long[] out = published.stream().mapToLong(Long::longValue).sorted().toArray();
        long[] in = ended.stream().mapToLong(Long::longValue).sorted().toArray();
        int window = 0;
        for (int i = 0, seen = 0; i < in.length; i++) {
            while (seen < out.length && out[seen] <= in[i]) {
                seen++;
            }
            window = Math.max(window, seen - i);
        }
        int size = window;
        return new WindowRefills(IntStream.range(0, Math.max(0, Math.min(in.length, out.length - size)))
                .mapToObj(i -> (double) (out[size + i] - in[i]))
                .toList());
    }

    /** In ms; NaN where the window was never filled again. */
    public double median() {
        return millis.isEmpty() ? Double.NaN : Median.of(millis);
    }

    /** What 99 % of them stay within, in ms; NaN as of {@link #median}. */
    public double p99() {
        int at = (int) Math.ceil(0.99 * millis.size()) - 1;
        return millis.isEmpty() ? Double.NaN : millis.stream().sorted().toList().get(at);
    }

    private static List<Long> times(Consumer<String, byte[]> reader, String topic, String type, String batch) {
        List<TopicPartition> partitions = reader.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
        reader.assign(partitions);
        reader.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = reader.endOffsets(partitions);
        List<Long> times = new ArrayList<>();
        for (int left = MOST_POLLS; !hasReached(reader, ends); left--) {
            if (left == 0) {
                throw new IllegalStateException(topic + " can't be read to its end");
            }
            for (ConsumerRecord<String, byte[]> record : reader.poll(POLL)) {
                if (FleetEvents.type(record).equals(type) && record.key().startsWith(batch + "/")) {
                    times.add(record.timestamp());
                }
            }
        }
        return times;
    }

    private static boolean hasReached(Consumer<String, byte[]> reader, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> reader.position(end.getKey()) >= end.getValue());
    }
}
