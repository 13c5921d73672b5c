package io.wuerstchen.fleet.dispatcher.result;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;

/** Hears of which batches users want something. One thread only. */
public final class BatchMentions implements AutoCloseable {
    private final TopicReader reader;

    /** Takes over the consumer and closes it. */
    public BatchMentions(Consumer<String, byte[]> consumer, String topic) {
        this.reader = new TopicReader(consumer, topic);
    }

    /** What was said before stands in the store. */
    public void start() {
        reader.startAtEnd();
    }

    /** Names that have come up since the last call, waiting {@code wait} at most for the first. */
    public Set<String> poll(Duration wait) {
        Set<String> batches = new LinkedHashSet<>();
        reader.poll(wait).forEach(word -> {
            if (word.key() != null && word.value() != null) {
                batches.add(word.key());
            }
        });
        return batches;
    }

    @Override
    public void close() {
        reader.close();
    }
}
