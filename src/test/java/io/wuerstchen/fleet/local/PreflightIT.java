package io.wuerstchen.fleet.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wuerstchen.fleet.common.messaging.KafkaClients;
import io.wuerstchen.fleet.common.messaging.Preflight;
import io.wuerstchen.fleet.common.wire.Topics;
import io.wuerstchen.fleet.testing.Infra;
import io.wuerstchen.fleet.testing.WithInfra;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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
}
