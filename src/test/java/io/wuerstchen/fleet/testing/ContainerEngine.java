package io.wuerstchen.fleet.testing;

import com.github.dockerjava.api.exception.NotFoundException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.testcontainers.DockerClientFactory;

/**
 * The engine that Testcontainers finds: a Docker, or what {@code deploy/docker/engine} started. Where that has run there must
 * be one, and a test that finds none fails; elsewhere it is skipped.
 */
final class ContainerEngine {
    /** Names the run of {@code deploy/docker/engine}, which in the end removes all that is labelled with it. */
    private static final Optional<String> RUN = Optional.ofNullable(System.getenv("ENGINE_RUN"));

    private static final String NONE =
            "no container engine answers (expected: Docker, or to be run by deploy/docker/engine)";

    private ContainerEngine() {}

    static ConditionEvaluationResult condition() {
        if (RUN.isPresent() || Answer.YES) {
            return ConditionEvaluationResult.enabled("a container engine is there");
        }
        return ConditionEvaluationResult.disabled(NONE);
    }

    static Map<String, String> labels() {
        return RUN.map(run -> Map.of("engine-run", run)).orElse(Map.of());
    }

    static boolean has(String image) {
        try {
            DockerClientFactory.lazyClient().inspectImageCmd(image).exec();
            return true;
        } catch (NotFoundException e) {
            return false;
        }
    }

    /** Asked once for all tests of a JVM. */
    private static final class Answer {
        static final boolean YES = ask();

        private static boolean ask() {
            boolean answers = DockerClientFactory.instance().isDockerAvailable();
            if (!answers) {
                System.err.println("tests on containers are skipped: " + NONE);
            }
            return answers;
        }
    }
}
