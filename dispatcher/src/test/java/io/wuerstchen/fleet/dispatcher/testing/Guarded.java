package io.wuerstchen.fleet.dispatcher.testing;

import io.wuerstchen.fleet.common.resilience.GuardSettings;
import io.wuerstchen.fleet.common.resilience.Guards;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.common.storage.ResilientObjectStore;
import java.time.Duration;

/** Stores behind a guard that tries again, as a fleet's are, but at once. */
public final class Guarded {
    private static final GuardSettings IMPATIENT =
            new GuardSettings(5, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofMinutes(1), 8);

    private Guarded() {}

    public static ObjectStore store(ObjectStore behind) {
        return new ResilientObjectStore(behind, new Guards().guard("s3", IMPATIENT, ResilientObjectStore.FAILURES));
    }
}
