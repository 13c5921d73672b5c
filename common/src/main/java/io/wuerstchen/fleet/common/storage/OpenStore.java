package io.wuerstchen.fleet.common.storage;

import io.wuerstchen.fleet.common.config.StoreAddress;
import io.wuerstchen.fleet.common.resilience.Guard;
import io.wuerstchen.fleet.common.resilience.GuardSettings;
import io.wuerstchen.fleet.common.resilience.Guards;
import java.util.Optional;

/**
 * A store that was tried out, behind a guard named {@code s3}. Whoever opened it closes {@link #store}.
 *
 * @param caveat what it can't promise; empty if it keeps conditions
 */
public record OpenStore(ObjectStore store, Guard guard, Optional<String> caveat) {
    private static final String PROMISE_LEFT =
            ": it is looked at before each put, and of two that put one object at the same time the later one's stays";

    private static final GuardSettings.Failures BUSY = new GuardSettings.Failures(
            failure -> failure instanceof StoreException,
            failure -> failure instanceof StoreException store
                    && store.getCause() instanceof Exception cause
                    && S3Refusal.busy(cause),
            ResilientObjectStore.FAILURES.heldBack());

    /** Whatever is wrong with the address, the keys or the bucket is thrown here, as a {@link StoreException}. */
    public static OpenStore open(StoreAddress address, Guards guards) {
        MinioObjectStore minio = new MinioObjectStore(address);
        try {
            whenNotBusy(minio::requireBucket);
            Guard guard = guards.guard("s3", GuardSettings.PATIENT, ResilientObjectStore.FAILURES);
            return tried(minio, address.prefix(), guard);
        } catch (RuntimeException e) {
            minio.close();
            throw e;
        }
    }

    /** The store alone, for what looks at a batch that is there: tried only as far as to say at once what is wrong with it. */
    public static ObjectStore existing(StoreAddress address, Guards guards) {
        MinioObjectStore minio = new MinioObjectStore(address);
        try {
            whenNotBusy(minio::requireExistingBucket);
            return ResilientObjectStore.of(minio, guards);
        } catch (RuntimeException e) {
            minio.close();
            throw e;
        }
    }

    /** At the start, who doesn't answer at all is told of at once: the address may be wrong. */
    private static void whenNotBusy(Runnable look) {
        new Guards().guard("s3-start", GuardSettings.PATIENT, BUSY).call(() -> {
            look.run();
            return null;
        });
    }

    private static OpenStore tried(MinioObjectStore minio, String prefix, Guard guard) {
        // Guarded, since a store may answer one of two racing puts that it shall come again.
        ObjectStore store = new ResilientObjectStore(minio, guard);
        return switch (new StoreProbe(store, prefix).conditions()) {
            case KEPT -> new OpenStore(store, guard, Optional.empty());
            case IGNORED -> headFirst(store, guard, "the store takes conditional puts for plain ones");
            case REFUSED -> headFirst(store, guard, "the store refuses conditional puts");
        };
    }

    private static OpenStore headFirst(ObjectStore store, Guard guard, String lack) {
        return new OpenStore(new HeadFirstObjectStore(store), guard, Optional.of(lack + PROMISE_LEFT));
    }
}
