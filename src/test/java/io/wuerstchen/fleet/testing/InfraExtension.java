package io.wuerstchen.fleet.testing;

import io.wuerstchen.fleet.common.config.KafkaAddress;
import io.wuerstchen.fleet.common.config.StoreAddress;
import io.wuerstchen.fleet.common.storage.MinioObjectStore;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives each test its {@link Infra}. The servers start with the first test that asks and stop with the last test of the JVM,
 * as JUnit closes what its root store holds. {@code -Dfleet.infra} is {@code embedded} (default) or {@code containers}.
 */
public final class InfraExtension implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(InfraExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return parameter.getParameter().getType() == Infra.class;
    }

    @Override
    public Infra resolveParameter(ParameterContext parameter, ExtensionContext test) {
        InfraServers servers = test.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(InfraServers.class, key -> start(), InfraServers.class);
        String name = "t" + UUID.randomUUID().toString().substring(0, 8) + "-";
        var store = new StoreAddress(servers.s3Endpoint(), "us-east-1", name + "bucket", "", servers.keys());
        try (var objects = new MinioObjectStore(store)) {
            objects.requireBucket();
        }
        return new Infra(new KafkaAddress(servers.bootstrapServers(), name, Map.of()), store);
    }

    private static InfraServers start() {
        String asked = System.getProperty("fleet.infra", "embedded");
        if (asked.equals("embedded")) {
            return new EmbeddedInfraServers();
        }
        if (asked.equals("containers")) {
            return new ContainerInfraServers();
        }
        throw new IllegalArgumentException("fleet.infra: " + asked + " (expected: embedded or containers)");
    }
}
