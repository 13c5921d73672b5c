package io.wuerstchen.fleet.local;

import java.security.SecureRandom;
import java.util.Base64;

/** The one account of a local S3 server. */
public record S3Credentials(String accessKey, String secretKey) {
    private static final int ACCESS_KEY_BYTES = 12;
    private static final int SECRET_KEY_BYTES = 30;

    /** Keys nobody can guess: loopback is open to every user of the machine. */
    public static S3Credentials random() {
        var random = new SecureRandom();
        return new S3Credentials(text(random, ACCESS_KEY_BYTES), text(random, SECRET_KEY_BYTES));
    }

    @Override
    public String toString() {
        return "S3Credentials[" + accessKey + "]";
    }

    private static String text(SecureRandom random, int bytes) {
        byte[] value = new byte[bytes];
        random.nextBytes(value);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(value);
    }
}
