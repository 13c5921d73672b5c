package io.wuerstchen.fleet.local;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a pair of local servers needs to know.
 *
 * @param directory holds {@code kafka} and {@code s3}; survives the servers
 * @param kafkaPort 0 takes a free one
 * @param s3Port 0 takes a free one
 */
public record LocalServersSettings(Path directory, int kafkaPort, int s3Port, S3Credentials credentials) {
    // In the environment, as arguments can be read by every user of the machine.
    private static final String ACCESS_KEY = "LOCAL_S3_ACCESS_KEY";
    private static final String SECRET_KEY = "LOCAL_S3_SECRET_KEY";

    /** Free ports and fresh credentials. */
    public static LocalServersSettings in(Path directory) {
        return new LocalServersSettings(directory, 0, 0, S3Credentials.random());
    }

    static LocalServersSettings parse(String[] arguments, Map<String, String> environment) {
        return new LocalServersSettings(
                Path.of(arguments[0]),
                Integer.parseInt(arguments[1]),
                Integer.parseInt(arguments[2]),
                new S3Credentials(environment.get(ACCESS_KEY), environment.get(SECRET_KEY)));
    }

    List<String> arguments() {
        return List.of(directory.toAbsolutePath().toString(), Integer.toString(kafkaPort), Integer.toString(s3Port));
    }

    Map<String, String> environment() {
        return Map.of(ACCESS_KEY, credentials.accessKey(), SECRET_KEY, credentials.secretKey());
    }
}
