package io.wuerstchen.fleet.local;

import io.wuerstchen.fleet.common.config.StoreAddress.Keys;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * What a pair of local servers needs to know.
 *
 * @param directory holds {@code kafka} and {@code s3}; survives the servers
 * @param kafkaPort 0 takes a free one
 * @param s3Port 0 takes a free one
 */
public record LocalServersSettings(Path directory, int kafkaPort, int s3Port, Keys keys) {
    // In the environment, as arguments can be read by every user of the machine.
    private static final String ACCESS_KEY = "LOCAL_S3_ACCESS_KEY";
    private static final String SECRET_KEY = "LOCAL_S3_SECRET_KEY";
    private static final int ACCESS_KEY_BYTES = 10;
    private static final int SECRET_KEY_BYTES = 20;

    /** Free ports, and keys nobody can guess, as every user of the machine can reach loopback. */
    public static LocalServersSettings in(Path directory) {
        return new LocalServersSettings(directory, 0, 0, randomKeys());
    }

    boolean anyPort() {
        return kafkaPort == 0 || s3Port == 0;
    }

    /** Whether a server could listen there now. */
    public static boolean isFree(int port) {
        try {
            LoopbackPorts.take(port);
            return true;
        } catch (LocalServersException e) {
            return false;
        }
    }

    static LocalServersSettings parse(String[] arguments, Map<String, String> environment) {
        return new LocalServersSettings(
                Path.of(arguments[0]),
                Integer.parseInt(arguments[1]),
                Integer.parseInt(arguments[2]),
                new Keys(environment.get(ACCESS_KEY), environment.get(SECRET_KEY)));
    }

    List<String> arguments() {
        return List.of(directory.toAbsolutePath().toString(), Integer.toString(kafkaPort), Integer.toString(s3Port));
    }

    Map<String, String> environment() {
        return Map.of(ACCESS_KEY, keys.accessKey(), SECRET_KEY, keys.secretKey());
    }

    private static Keys randomKeys() {
        var random = new SecureRandom();
        return new Keys(hex(random, ACCESS_KEY_BYTES), hex(random, SECRET_KEY_BYTES));
    }

    private static String hex(SecureRandom random, int bytes) {
        byte[] value = new byte[bytes];
        random.nextBytes(value);
        return HexFormat.of().formatHex(value);
    }
}
