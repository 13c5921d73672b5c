package io.wuerstchen.fleet.dispatcher;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.storage.InMemoryObjectStore;
import io.wuerstchen.fleet.dispatcher.archive.BatchObjects;
import io.wuerstchen.fleet.dispatcher.owner.Claim;
import io.wuerstchen.fleet.dispatcher.owner.Leases;
import io.wuerstchen.fleet.dispatcher.owner.Ownership;
import org.junit.jupiter.api.Test;

class KeeperTest {
    private final BatchObjects objects = new BatchObjects(new InMemoryObjectStore(), new ObjectNames(""), "demo");

    @Test
    void aWordThatComesWhenTheBatchIsLostAlreadyDoesNoHarm() {
        Leases leases = new Leases(objects.store(), objects.names(), "demo");
        Ownership ownership =
                new Claim(leases, "test", System::nanoTime).tryTake(false).orElseThrow();
        Keeper keeper = Keeper.start(objects, ownership);
        keeper.close();

        assertThatCode(keeper::lookNow).doesNotThrowAnyException();
    }
}
