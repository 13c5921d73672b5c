package io.wuerstchen.fleet.local;

import io.wuerstchen.fleet.common.storage.MinioObjectStore;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.common.storage.ObjectStoreContract;
import io.wuerstchen.fleet.testing.Infra;
import io.wuerstchen.fleet.testing.WithInfra;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@WithInfra
class MinioObjectStoreIT implements ObjectStoreContract {
    private MinioObjectStore store;

    @BeforeEach
    void openStore(Infra infra) {
        store = new MinioObjectStore(infra.store());
        store.requireBucket();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Override
    public ObjectStore store() {
        return store;
    }
}
