package io.wuerstchen.fleet.dispatcher.proof;

import io.wuerstchen.fleet.common.artifact.Fingerprint;
import io.wuerstchen.fleet.common.artifact.JobObjects;
import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.artifact.ObjectTags;
import io.wuerstchen.fleet.common.artifact.StandingImages;
import io.wuerstchen.fleet.common.job.GenerationJob;
import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.job.JobResult.Committed;
import io.wuerstchen.fleet.common.job.StoredImage;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.common.storage.Permission;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Settles, before a batch ends, what stands of rows that ended without pictures: a worker may have put all of a job's objects
 * and died before it could say so, or some of them. Rows whose objects are all there are committed after all; of the others
 * nothing is left. What other work has left under their names stays as it is.
 */
public final class BatchEnd {
    /** Who says that such a row is committed, in place of a worker. */
    public static final String WORKER = "dispatcher";

    /** Of so many rows of a folder each is looked for by itself; of more, the folder is listed first. */
    static final int FEW = 64;

    private static final int AT_ONCE = 12;

    private final ObjectStore store;
    private final ObjectNames names;
    private final Permission permission;
    private final StandingImages standing;

    /** @param permission to delete; asked at each attempt at a deletion */
    public BatchEnd(ObjectStore store, ObjectNames names, Permission permission) {
        this.store = store.permitted(permission);
        this.names = names;
        this.permission = permission;
        standing = new StandingImages(store, names);
    }

    /**
     * Settles jobs of one batch. Those of ten thousand rows are held at once.
     *
     * @param jobs all that were published and are dead or cancelled, in the order of their rows
     * @param committed hears, on the calling thread, of each whose objects stand
     * @throws io.wuerstchen.fleet.common.storage.StoreException if the store fails; to be called again then
     * @throws InterruptedException if this thread is interrupted; to be called again then
     */
    public void settle(Iterator<GenerationJob> jobs, Consumer<JobResult> committed) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<GenerationJob> folder = new ArrayList<>();
            while (jobs.hasNext()) {
                GenerationJob job = jobs.next();
                if (!folder.isEmpty() && block(folder.get(0)) != block(job)) {
                    settle(folder, threads, committed);
                    folder.clear();
                }
                folder.add(job);
            }
            settle(folder, threads, committed);
        } finally {
            threads.shutdownNow();
        }
    }

    private void settle(List<GenerationJob> folder, ExecutorService threads, Consumer<JobResult> committed)
            throws InterruptedException {
        List<Future<Optional<JobResult>>> answers = new ArrayList<>();
        for (GenerationJob job : folder.size() > FEW ? thoseWithObjects(folder) : folder) {
            answers.add(threads.submit(() -> settle(job)));
        }
        for (Future<Optional<JobResult>> answer : answers) {
            Reconciliation.join(answer).ifPresent(committed);
        }
    }

    private List<GenerationJob> thoseWithObjects(List<GenerationJob> folder) {
        Set<Long> rows = new HashSet<>();
        for (String kind : Reconciliation.KINDS) {
            String prefix = names.folder(folder.get(0).id().batch(), kind, block(folder.get(0)));
            for (Listing pages = new Listing(store, prefix); pages.hasNext(); ) {
                pages.next().forEach(entry -> Listing.row(entry.key()).ifPresent(rows::add));
            }
        }
        return folder.stream().filter(job -> rows.contains(job.id().row())).toList();
    }

    private Optional<JobResult> settle(GenerationJob job) {
        List<StoredImage> images = standing.find(job);
        if (images.size() == job.parameters().canvas().n()) {
            Committed committed = new Committed(job.parameters(), images, 0);
            return Optional.of(new JobResult(job.origin(), job.model(), WORKER, committed));
        }
        Fingerprint fingerprint = Fingerprint.of(job);
        for (JobObjects.Name name : JobObjects.of(names, job).all()) {
            store.stat(name.key())
                    .filter(found -> ObjectTags.read(found.metadata()).areOf(fingerprint))
                    // A later owner may have had the row drawn after all while this process stood still.
                    .ifPresent(found -> permission.write(() -> store.delete(name.key())));
        }
        return Optional.empty();
    }

    private static long block(GenerationJob job) {
        return job.id().row() / ObjectNames.ROWS_PER_FOLDER;
    }
}
