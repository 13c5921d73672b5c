package io.wuerstchen.fleet.worker.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvironmentProxiesTest {
    @ParameterizedTest
    @CsvSource({
        "https://hub.example/x, true",
        "https://a.inside.example/x, false",
        "https://inside.example/x, false",
        "https://notinside.example/x, true",
        "https://dotted.example/x, false",
        "http://hub.example/x, false"
    })
    void goesThroughTheProxyButWhereNoProxySaysOtherwise(URI uri, boolean proxied) {
        var proxies = new EnvironmentProxies(Map.of(
                "HTTPS_PROXY", "http://proxy.example:3128", "no_proxy", "inside.example, .dotted.example,127.0.0.1"));

        Proxy proxy = proxies.select(uri).get(0);

        assertThat(proxy.type()).isEqualTo(proxied ? Proxy.Type.HTTP : Proxy.Type.DIRECT);
    }

    @Test
    void takesHostAndPortOfTheVariable() {
        var proxies = new EnvironmentProxies(Map.of("ALL_PROXY", "proxy.example:3128"));

        Proxy proxy = proxies.select(URI.create("https://hub.example")).get(0);

        assertThat(((InetSocketAddress) proxy.address()).getHostString()).isEqualTo("proxy.example");
        assertThat(((InetSocketAddress) proxy.address()).getPort()).isEqualTo(3128);
    }

    @Test
    void anAsteriskExceptsAll() {
        var proxies = new EnvironmentProxies(Map.of("HTTPS_PROXY", "http://p:1", "NO_PROXY", "*"));

        assertThat(proxies.select(URI.create("https://hub.example"))).containsExactly(Proxy.NO_PROXY);
    }

    @ParameterizedTest
    @CsvSource({
        "https_proxy, http://user:secret@proxy",
        "HTTPS_PROXY, http://",
        "ALL_PROXY, socks5://127.0.0.1:1080",
        "all_proxy, socks5h://user:secret@127.0.0.1:1080",
        "ALL_PROXY, https://proxy.example:3128"
    })
    void refusesWhatIsNoHttpProxyByTheNameOfItsVariableWithoutSayingIt(String variable, String value) {
        var proxies = new EnvironmentProxies(Map.of(variable, value));

        assertThatThrownBy(() -> proxies.select(URI.create("https://hub.example")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(variable + ": no HTTP proxy's address (expected: http://HOST:PORT, without user and"
                        + " password; SOCKS is not spoken)");
    }

    @Test
    void aSchemesOwnProxyComesBeforeTheOneForAll() {
        var proxies = new EnvironmentProxies(
                Map.of("ALL_PROXY", "socks5://127.0.0.1:1080", "HTTPS_PROXY", "http://proxy.example:3128"));

        assertThat(proxies.select(URI.create("https://hub.example")).get(0).type())
                .isEqualTo(Proxy.Type.HTTP);
    }
}
