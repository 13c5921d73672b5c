package io.wuerstchen.fleet.worker.hub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A network without a way to the hub. */
@Timeout(60)
class NoWayTest {
    private static final String UNKNOWN = "http://hub.invalid";
    private static final URI PAGE = URI.create(UNKNOWN + "/api/models/a/b");

    @TempDir
    private Path folder;

    @Test
    void aHostThatIsNotKnownIsNamed() {
        HubException failure = failure(client(Map.of()), PAGE);

        assertThat(failure).hasMessage(PAGE + ": cannot be reached: host not known");
        assertThat(failure.isUnreached()).isTrue();
    }

    @Test
    void aConnectionThatIsRefusedIsNamed() throws IOException {
        URI nobody = URI.create("http://127.0.0.1:" + freePort() + "/api");

        HubException failure = failure(client(Map.of()), nobody);

        assertThat(failure).hasMessage(nobody + ": cannot be reached: connection refused");
        assertThat(failure.isUnreached()).isTrue();
    }

    @Test
    void aProxyThatIsAwayIsNamed() throws IOException {
        String proxy = "127.0.0.1:" + freePort();

        HubException failure = failure(client(Map.of("HTTP_PROXY", "http://" + proxy)), PAGE);

        assertThat(failure).hasMessage(PAGE + ": cannot be reached by way of proxy " + proxy + ": connection refused");
        assertThat(failure.isUnreached()).isTrue();
    }

    @Test
    void aProxyThatDoesNotConnectIsNamed() throws IOException {
        URI page = URI.create("https://hub.invalid/api");
        try (ServerSocket proxy = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + proxy.getLocalPort();
            new Thread(() -> refuse(proxy), "proxy").start();

            HubException failure = failure(client(Map.of("HTTPS_PROXY", "http://" + address)), page);

            assertThat(failure)
                    .hasMessage(page + ": cannot be reached by way of proxy " + address + ": tunnel failed, got: 502");
            assertThat(failure.isUnreached()).isTrue();
        }
    }

    @Test
    void aCertificateThatIsNotTrustedIsToldAtOnce() throws Exception {
        HttpsServer hub = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hub.setHttpsConfigurator(new HttpsConfigurator(ofItsOwnCertificate()));
        hub.start();
        URI page = URI.create("https://127.0.0.1:" + hub.getAddress().getPort() + "/api");

        HubException failure = failure(client(Map.of()), page);

        hub.stop(0);
        assertThat(failure)
                .hasMessageStartingWith(page + ": is not trusted: ")
                .hasMessageEndingWith(" (expected: a certificate that Java trusts;"
                        + " _JAVA_OPTIONS=-Djavax.net.ssl.trustStore=FILE names others)");
        assertThat(failure.isPassing()).isFalse();
        assertThat(failure.isUnreached()).isFalse();
    }

    @Test
    void aHubThatHasAnsweredOnceIsWaitedFor() throws IOException {
        HttpServer hub = server(503);
        URI page = URI.create("http://127.0.0.1:" + hub.getAddress().getPort() + "/api");
        HubClient client = client(Map.of());
        failure(client, page);
        hub.stop(0);

        HubException failure = failure(client, PAGE);

        assertThat(failure).hasMessage(PAGE + ": cannot be reached: host not known");
        assertThat(failure.isPassing()).isTrue();
    }

    private static HubClient client(Map<String, String> environment) {
        return new HubClient(HubAddress.of(UNKNOWN, Optional.empty()), new EnvironmentProxies(environment));
    }

    private static HubException failure(HubClient client, URI uri) {
        return catchThrowableOfType(HubException.class, () -> client.file(uri, 0));
    }

    private static HttpServer server(int status) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(status, -1);
            }
        });
        server.start();
        return server;
    }

    /** Made by the JDK's own tool, as Java code has no way to. */
    private SSLContext ofItsOwnCertificate() throws Exception {
        char[] password = "changeit".toCharArray();
        Path file = folder.resolve("keys.p12");
        Process tool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        "hub",
                        "-dname",
                        "CN=hub",
                        "-keystore",
                        file.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(password))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start();
        assertThat(tool.waitFor()).isZero();
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(KeyStore.getInstance(file.toFile(), password), password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    /** One request to connect; the JDK's own server knows none. */
    private static void refuse(ServerSocket proxy) {
        try (Socket client = proxy.accept()) {
            client.getInputStream().read(new byte[4096]);
            client.getOutputStream().write("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n".getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }
}
