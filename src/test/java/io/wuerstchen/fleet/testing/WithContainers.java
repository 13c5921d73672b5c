package io.wuerstchen.fleet.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A test of containers themselves: runs with {@code -Dfleet.infra=containers} alone, where an engine answers. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(WithContainers.Condition.class)
@Tag("containers")
public @interface WithContainers {
    /** Says why not. */
    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext test) {
            return InfraKind.asked() == InfraKind.CONTAINERS
                    ? ContainerEngine.condition()
                    : ConditionEvaluationResult.disabled("fleet.infra is not containers");
        }
    }
}
