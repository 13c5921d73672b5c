package io.wuerstchen.fleet.common.messaging;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.wuerstchen.fleet.common.config.KafkaAddress;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KafkaClientsTest {
    /** Kafka itself refuses an idempotent producer that does not wait for all replicas. */
    @Test
    void whatTheProtocolAsksForStandsOverTheUsersProperties() {
        KafkaAddress careless = new KafkaAddress("127.0.0.1:1", "", Map.of("acks", "0"));

        assertThatCode(() -> new KafkaClients(careless).producer().close(Duration.ZERO))
                .doesNotThrowAnyException();
    }
}
