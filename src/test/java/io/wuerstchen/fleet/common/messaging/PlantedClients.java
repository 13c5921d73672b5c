package io.wuerstchen.fleet.common.messaging;

import io.wuerstchen.fleet.common.config.KafkaAddress;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.clients.producer.Producer;

/** Kafka's clients with something between them and the fleet: a bug that a test plants. */
public record PlantedClients(
        UnaryOperator<Admin> admin,
        UnaryOperator<Producer<String, byte[]>> producer,
        UnaryOperator<ShareConsumer<String, byte[]>> shareConsumer) {
    public static final PlantedClients HONEST =
            new PlantedClients(UnaryOperator.identity(), UnaryOperator.identity(), UnaryOperator.identity());

    public PlantedClients withAdmin(UnaryOperator<Admin> planted) {
        return new PlantedClients(planted, producer, shareConsumer);
    }

    public PlantedClients withProducer(UnaryOperator<Producer<String, byte[]>> planted) {
        return new PlantedClients(admin, planted, shareConsumer);
    }

    public PlantedClients withShareConsumer(UnaryOperator<ShareConsumer<String, byte[]>> planted) {
        return new PlantedClients(admin, producer, planted);
    }

    public KafkaClients of(KafkaAddress address) {
        return new KafkaClients(address, new ClientDecoration() {
            @Override
            public Admin of(Admin client) {
                return admin.apply(client);
            }

            @Override
            public Producer<String, byte[]> of(Producer<String, byte[]> client) {
                return producer.apply(client);
            }

            @Override
            public ShareConsumer<String, byte[]> of(ShareConsumer<String, byte[]> client) {
                return shareConsumer.apply(client);
            }
        });
    }
}
