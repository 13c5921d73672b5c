package io.wuerstchen.fleet.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.wuerstchen.fleet.common.messaging.KafkaClients;
import io.wuerstchen.fleet.common.messaging.MessagingException;
import io.wuerstchen.fleet.common.messaging.Preflight;
import io.wuerstchen.fleet.common.wire.Topics;
import io.wuerstchen.fleet.testing.Infra;
import io.wuerstchen.fleet.testing.OddBroker;
import io.wuerstchen.fleet.testing.WithInfra;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@WithInfra
class PreflightIT {
    @Test
    void aWorkersGroupStartsAtTheFirstJobWithShortLocks(Infra infra) {
        try (Admin admin = new KafkaClients(infra.kafka()).admin()) {
            Topics topics = new Topics(infra.named("preflight-"));

            new Preflight(admin, topics).prepare("emoji");

            ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, topics.workers("emoji"));
            await().untilAsserted(() -> {
                Config config =
                        admin.describeConfigs(List.of(group)).all().get().get(group);
                assertThat(config.get("share.auto.offset.reset").value()).isEqualTo("earliest");
                assertThat(config.get("share.record.lock.duration.ms").value()).isEqualTo("30000");
            });
        }
    }

    @Test
    void aBrokerWithoutShareGroupsIsRefusedWithWhatItTakes(@TempDir Path directory) throws Exception {
        try (OddBroker old = OddBroker.ofKafka41(directory);
                Admin admin = new KafkaClients(old.address()).admin()) {
            Preflight preflight = new Preflight(admin, new Topics(""));

            assertThatThrownBy(() -> preflight.prepare("emoji"))
                    .isInstanceOf(MessagingException.class)
                    .hasMessage("the broker has no share groups (expected: Kafka 4.2 or newer, share.version 1)");
        }
    }
}
