package io.wuerstchen.fleet.dispatcher.result;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.junit.jupiter.api.Test;

class TopicReaderTest {
    @Test
    void anInterruptThatIsSetIsNotInTheWayOfItsCloseAndStaysSet() {
        // Given
        WatchedConsumer consumer = new WatchedConsumer();
        TopicReader reader = new TopicReader(consumer, "control");
        Thread.currentThread().interrupt();

        // When
        reader.close();

        // Then
        assertThat(Thread.interrupted()).isTrue();
        assertThat(consumer.interruptedAtClose).containsExactly(false);
    }

    private static final class WatchedConsumer extends MockConsumer<String, byte[]> {
        private final List<Boolean> interruptedAtClose = new ArrayList<>();

        WatchedConsumer() {
            super("none");
        }

        @Override
        public void close(CloseOptions options) {
            interruptedAtClose.add(Thread.currentThread().isInterrupted());
        }
    }
}
