package io.wuerstchen.fleet.chaos.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against a server that sends back each byte. */
@Timeout(60)
class TcpProxyTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private ServerSocket server;
    private TcpProxy proxy;

    @BeforeEach
    void start() throws IOException {
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Listener.daemon("echo", this::accept);
        proxy = TcpProxy.open("test");
        proxy.forwardTo(server.getLocalPort());
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        server.close();
    }

    @Test
    void passesBytesOnInBothDirections() throws IOException {
        try (Socket client = connect()) {
            assertThat(echo(client, 7)).isEqualTo(7);
            assertThat(echo(client, 8)).isEqualTo(8);
        }
    }

    @Test
    void aCutEndsConnectionsAndNewOnesAreTaken() throws IOException {
        // Given
        try (Socket client = connect()) {
            echo(client, 1);

            // When
            int cut = proxy.cut(1, new SplittableRandom(1));

            // Then
            assertThat(cut).isEqualTo(1);
            await().atMost(LIMIT).until(() -> isOver(client));
        }
        try (Socket next = connect()) {
            assertThat(echo(next, 2)).isEqualTo(2);
        }
    }

    @Test
    void aCutOfNothingIsNone() {
        assertThat(proxy.cut(1, new SplittableRandom(1))).isZero();
    }

    @Test
    void whatIsStalledArrivesLater() throws IOException {
        try (Socket client = connect()) {
            // Given
            echo(client, 1);
            proxy.stall(Duration.ofMillis(300));
            long begin = System.nanoTime();

            // When
            int answer = echo(client, 2);

            // Then
            assertThat(answer).isEqualTo(2);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(250));
        }
    }

    @Test
    void slownessDelaysEachWay() throws IOException {
        try (Socket client = connect()) {
            // Given
            echo(client, 1);
            proxy.slow(Duration.ofMillis(150), Duration.ofSeconds(30));
            long begin = System.nanoTime();

            // When
            echo(client, 2);

            // Then
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(290));
        }
    }

    private Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    }

    private static int echo(Socket client, int value) throws IOException {
        client.getOutputStream().write(value);
        return client.getInputStream().read();
    }

    private static boolean isOver(Socket client) {
        try {
            return echo(client, 9) < 0;
        } catch (IOException e) {
            return true;
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Listener.daemon("echo-" + client.getPort(), () -> echoAll(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void echoAll(Socket client) {
        try (client) {
            for (int next = client.getInputStream().read();
                    next >= 0;
                    next = client.getInputStream().read()) {
                client.getOutputStream().write(next);
            }
        } catch (IOException e) {
            // The proxy has cut it.
        }
    }
}
