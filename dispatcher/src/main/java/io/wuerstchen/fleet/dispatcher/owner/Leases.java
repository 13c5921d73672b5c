package io.wuerstchen.fleet.dispatcher.owner;

import io.wuerstchen.fleet.common.artifact.Digests;
import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.common.storage.ObjectStore.StoreObject;
import io.wuerstchen.fleet.common.storage.Permission;
import io.wuerstchen.fleet.common.wire.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The leases of one batch, an object an epoch; the one of the highest epoch counts. */
public record Leases(ObjectStore store, ObjectNames names, String batch) {
    private static final int PAGE = 1000;
    private static final Pattern EPOCH = Pattern.compile("\\d{1,18}");

    /** The one that counts; empty where the batch has never had an owner. */
    public Optional<Lease> last() {
        return lastEpoch(0).map(epoch -> Lease.read(epoch, Json.parseObject(store.get(names.owner(batch, epoch)))));
    }

    /** The highest epoch, if it is above {@code epoch}. */
    Optional<Long> lastEpoch(long epoch) {
        String prefix = names.owners(batch);
        String after = epoch == 0 ? "" : names.owner(batch, epoch);
        long highest = epoch;
        boolean more = true;
        while (more) {
            List<ObjectStore.Entry> page = store.page(prefix, after, PAGE);
            for (ObjectStore.Entry entry : page) {
                after = entry.key();
                highest = Math.max(highest, epochOf(after.substring(prefix.length())));
            }
            more = page.size() == PAGE;
        }
        return highest > epoch ? Optional.of(highest) : Optional.empty();
    }

    /** 0 for what is no lease: some stores show what is still being written under a name of its own. */
    private static long epochOf(String name) {
        return EPOCH.matcher(name).matches() ? Long.parseLong(name) : 0;
    }

    /** {@code false} if the epoch is taken. */
    boolean create(Lease lease) {
        return store.putIfAbsent(object(lease));
    }

    /** Only for the lease's owner, and each attempt only while {@code permission} is good. */
    void renew(Lease lease, Permission permission) {
        store.permitted(permission).put(object(lease));
    }

    private StoreObject object(Lease lease) {
        byte[] json = Json.bytes(lease.write());
        return new StoreObject(
                names.owner(batch, lease.epoch()),
                json,
                "application/json",
                Map.of(ObjectStore.SHA256, Digests.sha256(json)));
    }
}
