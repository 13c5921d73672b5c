package io.wuerstchen.fleet.common.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.junit.jupiter.api.Test;

class GroupSettingsTest {
    @Test
    void namesWhatDiffersAndToleratesWhatTheBrokerDoesNotKnow() {
        Config found = new Config(List.of(
                new ConfigEntry("share.auto.offset.reset", "latest"),
                new ConfigEntry("share.record.lock.duration.ms", "30000")));

        List<String> differing = GroupSettings.differing(
                Map.of(
                        "share.auto.offset.reset", "earliest",
                        "share.record.lock.duration.ms", "30000",
                        "share.delivery.count.limit", "25"),
                found);

        assertThat(differing).containsExactly("share.auto.offset.reset: latest (expected: earliest)");
    }

    @Test
    void knowsHowOftenARecordIsDeliveredAtMost() {
        Config notYet = new Config(List.of(new ConfigEntry("share.delivery.count.limit", "5")));

        assertThat(GroupSettings.deliveryLimit("25", notYet)).isEqualTo(25);
        assertThat(GroupSettings.deliveryLimit("25", new Config(List.of()))).isEqualTo(5);
    }
}
