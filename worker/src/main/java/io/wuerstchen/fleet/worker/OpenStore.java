package io.wuerstchen.fleet.worker;

import io.wuerstchen.fleet.common.config.StoreAddress;
import io.wuerstchen.fleet.common.resilience.Guard;
import io.wuerstchen.fleet.common.resilience.GuardSettings;
import io.wuerstchen.fleet.common.resilience.Guards;
import io.wuerstchen.fleet.common.storage.HeadFirstObjectStore;
import io.wuerstchen.fleet.common.storage.MinioObjectStore;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.common.storage.ResilientObjectStore;
import io.wuerstchen.fleet.common.storage.StoreProbe;
import java.util.Optional;

/**
 * A store that was tried out.
 *
 * @param caveat what it can't promise; empty if it keeps conditions
 */
record OpenStore(ObjectStore store, Guard guard, Optional<String> caveat) {
    private static final String NO_CONDITIONS =
            "the store knows no conditional puts: it is looked at before each put, and of two workers that put one object"
                    + " at the same time the later one's stays";

    /** Whatever is wrong with the address, the keys or the bucket is thrown here. */
    static OpenStore open(StoreAddress address, Guards guards) {
        MinioObjectStore store = new MinioObjectStore(address);
        try {
            store.requireBucket();
            boolean conditions = new StoreProbe(store, address.prefix()).keepsConditions();
            return of(store, conditions, guards);
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    private static OpenStore of(ObjectStore store, boolean conditions, Guards guards) {
        Guard guard = guards.guard("s3", GuardSettings.PATIENT, ResilientObjectStore.FAILURES);
        ObjectStore careful = conditions ? store : new HeadFirstObjectStore(store);
        return new OpenStore(
                new ResilientObjectStore(careful, guard),
                guard,
                conditions ? Optional.empty() : Optional.of(NO_CONDITIONS));
    }
}
