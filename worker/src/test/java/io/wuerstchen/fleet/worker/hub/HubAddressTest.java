package io.wuerstchen.fleet.worker.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HubAddressTest {
    @ParameterizedTest
    @CsvSource({
        "https://hub.example/a, true",
        "https://hub.example:443/a, true",
        "https://HUB.example/a, true",
        "http://hub.example/a, false",
        "https://hub.example:8443/a, false",
        "https://cdn.hub.example/a, false",
        "https://hub.example.evil/a, false"
    })
    void ownsItsOwnAddressesAndNoOthers(URI uri, boolean own) {
        assertThat(HubAddress.of("https://hub.example/", Optional.of("t")).owns(uri))
                .isEqualTo(own);
    }

    @Test
    void takesRevisionsAndFilesOfEveryName() {
        HubAddress hub = HubAddress.of("https://mirror.example/hf/", Optional.empty());

        assertThat(hub.revision("a/b", "refs/pr/1"))
                .hasToString("https://mirror.example/hf/api/models/a/b/revision/refs%2Fpr%2F1");
        assertThat(hub.file("a/b", "c0", "x y/ü+.json"))
                .hasToString("https://mirror.example/hf/a/b/resolve/c0/x%20y/%C3%BC%2B.json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hub.example", "ftp://hub.example", "https://", "https://a b"})
    void refusesWhatIsNoAddress(String endpoint) {
        assertThatThrownBy(() -> HubAddress.of(endpoint, Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("hub: " + endpoint + " (expected: an address as in https://huggingface.co)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://me:secret@hub.example/hf",
                "https://secret@hub.example",
                "https://me:sec_ret@my_hub",
                "https://me:secret@hub example",
                "https://hub.example/?token=secret",
                "https://hub.example/#secret"
            })
    void takesNoSecretsInAnAddressAndRepeatsNone(String endpoint) {
        assertThatThrownBy(() -> HubAddress.of(endpoint, Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasNoCause()
                .hasMessage("hub: an address with a user, query or fragment (expected: https://HOST, with a port and a"
                        + " path if need be; a token goes to HF_TOKEN or --token-file)");
    }

    @Test
    void namesAPlaceWithoutItsUserAndQuery() {
        assertThat(HubReply.place(URI.create("https://me:secret@cdn.example:8443/a%20b?signature=secret")))
                .isEqualTo("https://cdn.example:8443/a%20b");
        assertThat(HubReply.place(URI.create("http://[::1]/a"))).isEqualTo("http://[::1]/a");
    }

    @Test
    void sendsNoTokenOverAnOpenLine() {
        assertThatThrownBy(() -> HubAddress.of("http://mirror.example", Optional.of("secret")))
                .hasMessage(
                        "hub: http://mirror.example (expected: https, where there is a token, which others could read)");
        assertThat(HubAddress.of("http://127.0.0.1:1", Optional.of("secret")).token())
                .contains("secret");
        assertThat(HubAddress.of("https://hub.example", Optional.of("secret")).toString())
                .doesNotContain("secret");
    }
}
