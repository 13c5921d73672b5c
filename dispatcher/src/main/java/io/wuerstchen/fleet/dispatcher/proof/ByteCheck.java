package io.wuerstchen.fleet.dispatcher.proof;

import io.wuerstchen.fleet.common.artifact.Digests;
import io.wuerstchen.fleet.common.job.StoredImage.Artifact;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.dispatcher.proof.Finding.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/** Reads objects and compares their bytes with what was committed; several at once. Safe for all threads. */
interface ByteCheck {
    /** Takes every object at its word. */
    ByteCheck NONE = objects -> List.of();

    /** The objects that have other bytes than they should. Returns when all have been read. */
    List<Finding> check(List<Artifact> objects) throws InterruptedException;

    /** @param readers as many objects are read at once, and held in memory, as it has threads */
    static ByteCheck reading(ObjectStore store, ExecutorService readers) {
        return objects -> {
            List<Future<Optional<Finding>>> answers = new ArrayList<>();
            for (Artifact object : objects) {
                answers.add(readers.submit(() -> read(store, object)));
            }
            List<Finding> torn = new ArrayList<>();
            for (Future<Optional<Finding>> answer : answers) {
                Reconciliation.join(answer).ifPresent(torn::add);
            }
            return torn;
        };
    }

    private static Optional<Finding> read(ObjectStore store, Artifact object) {
        String sha256 = Digests.sha256(store.get(object.key()));
        String reason = "sha256 " + sha256 + " (expected: " + object.sha256() + ")";
        return sha256.equals(object.sha256())
                ? Optional.empty()
                : Optional.of(
                        new Finding(Problem.TORN, Listing.row(object.key()).orElse(null), object.key(), reason));
    }
}
