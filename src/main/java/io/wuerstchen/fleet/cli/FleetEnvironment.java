package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.common.config.Spelling;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The {@code FLEET_*} variables that stand behind options, and the local fleet's behind those. */
final class FleetEnvironment implements IDefaultValueProvider {
    private static final Map<String, String> VARIABLES = new TreeMap<>(Map.of(
            "--kafka", "FLEET_KAFKA",
            "--kafka-properties", "FLEET_KAFKA_PROPERTIES",
            "--topic-prefix", "FLEET_TOPIC_PREFIX",
            "--s3-endpoint", "FLEET_S3_ENDPOINT",
            "--s3-region", "FLEET_S3_REGION",
            "--s3-access-key", "FLEET_S3_ACCESS_KEY",
            "--s3-secret-key", "FLEET_S3_SECRET_KEY",
            "--bucket", "FLEET_BUCKET",
            "--s3-prefix", "FLEET_S3_PREFIX"));

    private static final List<Service> SERVICES = List.of(
            new Service(Set.of("--topic-prefix"), Set.of("--kafka", "--kafka-properties")),
            new Service(
                    Set.of("--s3-region", "--bucket", "--s3-prefix"),
                    Set.of("--s3-endpoint", "--s3-access-key", "--s3-secret-key")));

    /** Level of log lines on standard error; Logback reads it by itself. */
    private static final String LOG_LEVEL = "FLEET_LOG";

    private static final List<String> LEVELS = List.of("ALL", "TRACE", "DEBUG", "INFO", "WARN", "ERROR", "OFF");

    private static final String PREFIX = "FLEET_";

    /** What Kubernetes puts in for a Service whose name begins with "fleet". */
    private static final Pattern OF_A_SERVICE =
            Pattern.compile("FLEET_(.*_)?(SERVICE_HOST|SERVICE_PORT.*|PORT|PORT_\\d+_(TCP|UDP|SCTP).*)");

    private final Map<String, String> environment;
    private final Map<String, String> localFleet;

    /**
     * @param localFleet the same variables, of the local fleet that runs: each of Kafka's, or of S3's, stands in where neither
     *     options nor the environment have it, nor say whose Kafka or S3 it is
     */
    FleetEnvironment(Map<String, String> environment, Map<String, String> localFleet) {
        this.environment = environment;
        this.localFleet = localFleet;
    }

    @Override
    public String defaultValue(ArgSpec argument) {
        String variable = variableOf(argument);
        String value = variable == null
                ? null
                : isSet(variable) ? environment.get(variable) : ofLocalFleet(variable, argument);
        // Picocli would put properties and variables in for these.
        return value == null ? null : value.replace("$", "$$");
    }

    /** Picocli asks for defaults when it has read a command's arguments. */
    private String ofLocalFleet(String variable, ArgSpec argument) {
        ParseResult given = argument.command().commandLine().getParseResult();
        String option = ((OptionSpec) argument).longestName();
        boolean another = SERVICES.stream()
                .filter(service -> service.has(option))
                .flatMap(service -> service.whose().stream())
                .anyMatch(name -> isSet(VARIABLES.get(name)) || given != null && given.hasMatchedOption(name));
        return another ? null : localFleet.get(variable);
    }

    /** An empty one is not: that is all that compose files and env files can say of what they don't have. */
    private boolean isSet(String variable) {
        return !environment.getOrDefault(variable, "").isEmpty();
    }

    /** The variable behind an option; {@code null} where there is none. */
    static String variableOf(ArgSpec argument) {
        return argument instanceof OptionSpec option ? VARIABLES.get(option.longestName()) : null;
    }

    /** A variable that nothing reads is a slip of the finger, and would be missed where it was meant. */
    void requireKnown(CommandLine fleet) {
        environment.keySet().stream()
                .filter(name -> name.startsWith(PREFIX) && !known().contains(name))
                .filter(name -> !OF_A_SERVICE.matcher(name).matches())
                .sorted()
                .findFirst()
                .ifPresent(name -> {
                    throw new ParameterException(fleet, name + ": no such variable (" + hint(name) + ")");
                });
        String level = environment.getOrDefault(LOG_LEVEL, "");
        if (!level.isEmpty() && !LEVELS.contains(level.toUpperCase(Locale.ROOT))) {
            throw new ParameterException(
                    fleet, LOG_LEVEL + ": " + level + " (expected: TRACE, DEBUG, INFO, WARN, ERROR or OFF)");
        }
    }

    /** Without the prefix, by which all would be near to each other. */
    private static String hint(String name) {
        List<String> words =
                known().stream().map(known -> known.substring(PREFIX.length())).toList();
        return Spelling.nearest(name.substring(PREFIX.length()), words)
                .map(word -> "did you mean " + PREFIX + word + "?")
                .orElse("expected: one of " + String.join(", ", known()));
    }

    private static List<String> known() {
        return Stream.concat(VARIABLES.values().stream(), Stream.of(LOG_LEVEL)).toList();
    }

    /**
     * Settings of one service.
     *
     * @param whose say whose it is: with one of these given, nothing is the local fleet's, as its keys are not for others
     */
    private record Service(Set<String> settings, Set<String> whose) {
        boolean has(String option) {
            return settings.contains(option) || whose.contains(option);
        }
    }
}
