package io.wuerstchen.fleet.common.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wuerstchen.fleet.common.config.KafkaAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class ReachTest {
    @Test
    void aServerThatTakesConnectionsIsReachedThoughItAnswersNothingYet() throws IOException {
        try (ServerSocket slow = listen()) {
            assertThatCode(() -> Reach.require(address("127.0.0.1:" + slow.getLocalPort())))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void oneOfSeveralServersIsEnough() throws IOException {
        try (ServerSocket slow = listen()) {
            String servers =
                    "no-such-host.invalid:9092, 127.0.0.1:" + freePort() + ", 127.0.0.1:" + slow.getLocalPort();

            assertThatCode(() -> Reach.require(address(servers))).doesNotThrowAnyException();
        }
    }

    @Test
    void nobodyThereIsSaidWithinSeconds() throws IOException {
        String server = "127.0.0.1:" + freePort();
        long start = System.nanoTime();

        assertThatThrownBy(() -> Reach.require(address(server)))
                .isInstanceOf(MessagingException.class)
                .hasMessage("Kafka at " + server + ": Connection refused (expected: a broker that answers)");

        assertThat(System.nanoTime() - start).isLessThan(10_000_000_000L);
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "needs a system that lets a connection wait for a full queue")
    void aServerThatTakesNoConnectionIsWaitedForThreeSecondsAndNoLonger() throws IOException {
        // Given
        try (ServerSocket full = listen();
                Socket first = connected(full);
                Socket second = connected(full)) {
            KafkaAddress address = address("127.0.0.1:" + full.getLocalPort());
            long start = System.nanoTime();

            // When
            assertThatThrownBy(() -> Reach.require(address)).isInstanceOf(MessagingException.class);

            // Then
            assertThat(System.nanoTime() - start).isBetween(2_900_000_000L, 5_000_000_000L);
        }
    }

    @Test
    void aHostThatNobodyKnowsIsNamed() {
        assertThatThrownBy(() -> Reach.require(address("no-such-host.invalid:9092")))
                .isInstanceOf(MessagingException.class)
                .hasMessage("Kafka at no-such-host.invalid:9092: unknown host no-such-host.invalid"
                        + " (expected: a broker that answers)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"kafka", "kafka:", "kafka:0", "kafka:70000", "kafka:9092,other", ""})
    void whatIsNoAddressIsRefused(String servers) {
        assertThatThrownBy(() -> Reach.require(address(servers)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Kafka: " + servers + " (expected: HOST:PORT, more of them with commas between)");
    }

    private static KafkaAddress address(String servers) {
        return new KafkaAddress(servers, "", Map.of());
    }

    private static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    private static Socket connected(ServerSocket server) throws IOException {
        return new Socket(server.getInetAddress(), server.getLocalPort());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = listen()) {
            return socket.getLocalPort();
        }
    }
}
