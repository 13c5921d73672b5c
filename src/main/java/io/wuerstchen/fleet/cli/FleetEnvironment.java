package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.common.config.Spelling;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** The {@code FLEET_*} variables that stand behind options. */
final class FleetEnvironment implements IDefaultValueProvider {
    private static final Map<String, String> VARIABLES = new TreeMap<>(Map.of(
            "--kafka", "FLEET_KAFKA",
            "--kafka-properties", "FLEET_KAFKA_PROPERTIES",
            "--s3-endpoint", "FLEET_S3_ENDPOINT",
            "--s3-region", "FLEET_S3_REGION",
            "--s3-access-key", "FLEET_S3_ACCESS_KEY",
            "--s3-secret-key", "FLEET_S3_SECRET_KEY",
            "--bucket", "FLEET_BUCKET",
            "--s3-prefix", "FLEET_S3_PREFIX",
            "--log-level", "FLEET_LOG"));

    private final Map<String, String> environment;

    FleetEnvironment(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public String defaultValue(ArgSpec argument) {
        return argument instanceof OptionSpec option && VARIABLES.containsKey(option.longestName())
                ? environment.get(VARIABLES.get(option.longestName()))
                : null;
    }

    /** A variable that nothing reads is a slip of the finger, and would be missed where it was meant. */
    void requireKnown(CommandLine fleet) {
        environment.keySet().stream()
                .filter(name -> name.startsWith("FLEET_") && !VARIABLES.containsValue(name))
                .sorted()
                .findFirst()
                .ifPresent(name -> {
                    throw new ParameterException(fleet, name + ": no such variable (" + hint(name) + ")");
                });
    }

    private static String hint(String name) {
        return Spelling.nearest(name, VARIABLES.values())
                .map(known -> "did you mean " + known + "?")
                .orElse("expected: one of " + String.join(", ", VARIABLES.values()));
    }
}
