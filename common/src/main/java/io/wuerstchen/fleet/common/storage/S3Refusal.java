package io.wuerstchen.fleet.common.storage;

import io.minio.errors.ErrorResponseException;
import io.minio.errors.InvalidResponseException;
import io.minio.errors.ServerException;
import io.wuerstchen.fleet.common.config.StoreAddress;
import java.io.IOException;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says in one line, for whoever set up the address, why a store can't be used. */
record S3Refusal(StoreAddress address) {
    private static final Set<String> WRONG_KEYS = Set.of("SignatureDoesNotMatch", "InvalidAccessKeyId");
    private static final int NOT_IMPLEMENTED = 501;
    private static final Set<Integer> OF_CONDITION = Set.of(400, NOT_IMPLEMENTED);
    /** The SDK keeps the status of an answer without XML in its message alone. */
    private static final Pattern WORDLESS = Pattern.compile("Response code: (\\d{3}),");

    private static final Set<Integer> PASSING = Set.of(408, 409, 429);

    /** The endpoint, or what it lets us see. */
    StoreException toReach(Exception cause) {
        if (cause instanceof ErrorResponseException refused) {
            return WRONG_KEYS.contains(refused.errorResponse().code())
                    ? refused(place() + ": keys refused", "an access key and its secret that the store knows", cause)
                    : refused(bucket(), "a bucket that these keys may read and write", cause);
        }
        return refused(place(), "an S3-compatible store that answers", cause);
    }

    StoreException toFindBucket() {
        return new StoreException(bucket() + ": missing (expected: one that is there)", null, false);
    }

    StoreException toMakeBucket(Exception cause) {
        return refused(bucket() + ": missing and can't be made", "a bucket, or the right to make it", cause);
    }

    /** Whether the same call may work a little later. */
    static boolean passing(Exception cause) {
        OptionalInt status = status(cause);
        return status.isEmpty()
                || PASSING.contains(status.getAsInt())
                || status.getAsInt() >= 500 && status.getAsInt() != NOT_IMPLEMENTED;
    }

    /** Whether it answered that it shall be asked again. */
    static boolean busy(Exception cause) {
        return status(cause).isPresent() && passing(cause);
    }

    /** Whether the same put without a condition may work: stores that lack them answer so. */
    static boolean perhapsOfCondition(Exception cause) {
        return status(cause).stream().anyMatch(OF_CONDITION::contains);
    }

    /** Empty where there was no answer. */
    private static OptionalInt status(Exception cause) {
        if (cause instanceof ErrorResponseException refused) {
            return OptionalInt.of(refused.response().code());
        }
        if (cause instanceof InvalidResponseException wordless) {
            Matcher code = WORDLESS.matcher(wordless.getMessage());
            return code.find() ? OptionalInt.of(Integer.parseInt(code.group(1))) : OptionalInt.empty();
        }
        return cause instanceof ServerException server ? OptionalInt.of(server.statusCode()) : OptionalInt.empty();
    }

    private StoreException refused(String what, String expected, Exception cause) {
        return new StoreException(what + ": " + reason(cause) + " (expected: " + expected + ")", cause, passing(cause));
    }

    /** What the store or the network said, without the names of exceptions where there are words. */
    static String reason(Exception cause) {
        if (cause instanceof ErrorResponseException refused) {
            return refused.errorResponse().code() + ", " + refused.getMessage();
        }
        if (cause instanceof ServerException server) {
            return "HTTP status " + server.statusCode();
        }
        boolean network =
                cause.getCause() instanceof IOException && cause.getCause().getMessage() != null;
        return network ? cause.getCause().getMessage() : String.valueOf(cause.getMessage());
    }

    private String bucket() {
        return "bucket " + address.bucket() + " at " + address.endpoint();
    }

    private String place() {
        return "S3 at " + address.endpoint();
    }
}
