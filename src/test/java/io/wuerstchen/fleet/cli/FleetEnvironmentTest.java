package io.wuerstchen.fleet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class FleetEnvironmentTest {
    private final CommandLine fleet = Fleet.commandLine();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "FLEET_KAFAK | FLEET_KAFAK: no such variable (did you mean FLEET_KAFKA?)",
                "FLEET_FOO   | FLEET_FOO: no such variable (expected: one of FLEET_BUCKET,",
            })
    void aVariableThatNothingReadsIsRefused(String name, String message) {
        assertThatThrownBy(() -> environment(name, "x").requireKnown(fleet)).hasMessageStartingWith(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FLEET_SERVICE_HOST",
                "FLEET_SERVICE_PORT",
                "FLEET_SERVICE_PORT_HTTP",
                "FLEET_PORT",
                "FLEET_PORT_80_TCP",
                "FLEET_PORT_80_TCP_ADDR",
                "FLEET_KAFKA_SERVICE_HOST",
                "FLEET_LOG_PORT_9092_UDP_PROTO",
            })
    void whatKubernetesPutsInForAServiceIsLetPass(String name) {
        assertThatCode(() -> environment(name, "x").requireKnown(fleet)).doesNotThrowAnyException();
    }

    @Test
    void aLevelThatIsNoneIsRefused() {
        assertThatThrownBy(() -> environment("FLEET_LOG", "loud").requireKnown(fleet))
                .hasMessage("FLEET_LOG: loud (expected: TRACE, DEBUG, INFO, WARN, ERROR or OFF)");
        assertThatCode(() -> environment("FLEET_LOG", "debug").requireKnown(fleet))
                .doesNotThrowAnyException();
    }

    @Test
    void aValueIsTakenAsItStands() {
        CommandLine command = fleet.getSubcommands().get("workers");
        fleet.setDefaultValueProvider(environment("FLEET_S3_SECRET_KEY", "a${sys:user.name}$$b$c$"));

        fleet.parseArgs("workers");

        assertThat(command.getCommandSpec().findOption("--s3-secret-key").<String>getValue())
                .isEqualTo("a${sys:user.name}$$b$c$");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "                                    |                                    | local | local | here",
                "--s3-endpoint http://far            |                                    | local | none  | wuerstchen-fleet",
                "--kafka far                         |                                    | far   | local | here",
                "--topic-prefix x                    |                                    | local | local | here",
                "--bucket mine                       |                                    | local | local | mine",
                "--s3-prefix x                       |                                    | local | local | here",
                "--s3-region x                       |                                    | local | local | here",
                "--s3-access-key x                   |                                    | local | none  | wuerstchen-fleet",
                "--kafka far --bucket mine           |                                    | far   | local | mine",
                "                                    | FLEET_BUCKET                       | local | local | far",
                "                                    | FLEET_TOPIC_PREFIX                 | local | local | here",
                "                                    | FLEET_S3_ENDPOINT                  | local | none  | wuerstchen-fleet",
                "                                    | FLEET_KAFKA_PROPERTIES             | none  | local | here",
            })
    void eachOfTheLocalFleetsSettingsStandsInUnlessKafkaOrS3IsAnothers(
            String options, String variable, String kafka, String key, String bucket) {
        // Given
        CommandLine command = fleet.getSubcommands().get("workers");
        Map<String, String> local = Map.of(
                "FLEET_KAFKA", "local",
                "FLEET_S3_ENDPOINT", "http://local",
                "FLEET_S3_SECRET_KEY", "local",
                "FLEET_BUCKET", "here");
        Map<String, String> environment = variable == null ? Map.of() : Map.of(variable, "far");
        fleet.setDefaultValueProvider(new FleetEnvironment(environment, local));

        // When
        fleet.parseArgs(options == null ? new String[] {"workers"} : ("workers " + options).split(" "));

        // Then
        assertThat(value(command, "--kafka")).isEqualTo(kafka);
        assertThat(value(command, "--s3-secret-key")).isEqualTo(key);
        assertThat(value(command, "--bucket")).isEqualTo(bucket);
    }

    @Test
    void anEmptyVariableIsNotSet() {
        // Given
        CommandLine command = fleet.getSubcommands().get("workers");
        Map<String, String> empty =
                Map.of("FLEET_KAFKA", "", "FLEET_KAFKA_PROPERTIES", "", "FLEET_S3_ACCESS_KEY", "", "FLEET_BUCKET", "");
        Map<String, String> local =
                Map.of("FLEET_KAFKA", "local", "FLEET_S3_SECRET_KEY", "local", "FLEET_BUCKET", "here");
        fleet.setDefaultValueProvider(new FleetEnvironment(empty, local));

        // When
        fleet.parseArgs("workers");

        // Then
        assertThat(value(command, "--kafka")).isEqualTo("local");
        assertThat(value(command, "--s3-secret-key")).isEqualTo("local");
        assertThat(value(command, "--bucket")).isEqualTo("here");
        assertThat(command.getCommandSpec().findOption("--kafka-properties").<Object>getValue())
                .isNull();
    }

    private static String value(CommandLine command, String option) {
        return command.getCommandSpec().findOption(option).getValue();
    }

    private static FleetEnvironment environment(String name, String value) {
        return new FleetEnvironment(Map.of(name, value), Map.of());
    }
}
