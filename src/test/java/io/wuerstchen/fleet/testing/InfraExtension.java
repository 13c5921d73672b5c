package io.wuerstchen.fleet.testing;

import io.wuerstchen.fleet.common.config.StoreAddress;
import io.wuerstchen.fleet.common.storage.MinioObjectStore;
import java.util.UUID;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives each test its {@link Infra}. The servers start with the first test that asks and stop with the last test of the JVM,
 * as JUnit closes what its root store holds. Tests on containers are skipped where no engine answers.
 */
final class InfraExtension implements ExecutionCondition, ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(InfraExtension.class);

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext test) {
        return InfraKind.asked() == InfraKind.CONTAINERS
                ? ContainerEngine.condition()
                : ConditionEvaluationResult.enabled("needs no containers");
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return parameter.getParameter().getType() == Infra.class;
    }

    @Override
    public Infra resolveParameter(ParameterContext parameter, ExtensionContext test) {
        InfraServers servers = test.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(
                        InfraServers.class, key -> InfraKind.asked().start(), InfraServers.class);
        String name = "t" + UUID.randomUUID().toString().substring(0, 8) + "-";
        StoreAddress store = servers.store(name + "bucket");
        try (var objects = new MinioObjectStore(store)) {
            objects.requireBucket();
        }
        return new Infra(servers.kafka(name), store);
    }
}
