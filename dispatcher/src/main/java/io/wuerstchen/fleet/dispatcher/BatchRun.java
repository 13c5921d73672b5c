package io.wuerstchen.fleet.dispatcher;

import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.storage.StoreException;
import io.wuerstchen.fleet.common.wire.Heartbeat;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.dispatcher.archive.BatchObjects;
import io.wuerstchen.fleet.dispatcher.archive.InputIndex;
import io.wuerstchen.fleet.dispatcher.archive.InputReader;
import io.wuerstchen.fleet.dispatcher.archive.ResultSegments;
import io.wuerstchen.fleet.dispatcher.plan.JobPlanner;
import io.wuerstchen.fleet.dispatcher.plan.PublicationWindow;
import io.wuerstchen.fleet.dispatcher.publish.KafkaJobPublisher;
import io.wuerstchen.fleet.dispatcher.result.ResultFollower;
import io.wuerstchen.fleet.dispatcher.result.WorkerDirectory;
import io.wuerstchen.fleet.dispatcher.status.BatchReport;
import io.wuerstchen.fleet.dispatcher.status.ReportJson;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One batch from its first row to its last outcome; publishing and following take turns on the calling thread. */
final class BatchRun {
    private static final Logger log = LoggerFactory.getLogger(BatchRun.class);
    private static final Duration POLL = Duration.ofMillis(100);
    /** Even a small fleet gets this many images, so that there are jobs of every shape to choose from. */
    private static final int MIN_WINDOW = 256;

    private static final int MAX_WINDOW = 65_536;
    /** What the workers have in hand, and as much again three times on its way to them. */
    private static final int HANDFULS = 4;

    private final BatchSpec spec;
    private final Stations stations;
    private final BatchListener listener;
    private final Clock clock;
    private final WorkerWatch watch;
    private final PublicationWindow window = new PublicationWindow(MIN_WINDOW);

    BatchRun(BatchSpec spec, Stations stations, BatchListener listener, Clock clock) {
        this.spec = spec;
        this.stations = stations;
        this.listener = listener;
        this.clock = clock;
        watch = new WorkerWatch(stations.workers, spec.model(), listener, clock);
    }

    /** An interrupt ends it early and stays set; the report then says how far it got. */
    BatchReport run(InputIndex input) {
        stations.workers.start();
        Optional<Heartbeat> worker = watch.await();
        ResultSegments segments = new ResultSegments(stations.objects, clock);
        BatchBook book = new BatchBook(spec, input.rows(), listener, segments, clock);
        try {
            worker.ifPresent(first -> work(first, input, book));
        } catch (InterruptException e) {
            log.atInfo().addKeyValue("batchId", spec.name()).log("interrupted while publishing");
        } catch (StoreException e) {
            requireInterrupt(e);
        }
        book.tell();
        return stored(book);
    }

    private void work(Heartbeat worker, InputIndex input, BatchBook book) {
        boolean first = new BatchManifest(spec, input).claim(stations.objects, worker.model());
        stations.publisher.begin(worker.microBatch(), !first);
        stations.results.start();
        restore(input, book);
        try (InputReader reader = new InputReader(stations.objects, input)) {
            BatchFeed feed = new BatchFeed(reader, planner(worker), stations.publisher, window, book);
            while (!(feed.exhausted() && window.isEmpty())
                    && !Thread.currentThread().isInterrupted()) {
                takeTurn(feed, book);
            }
        }
    }

    /** A call to the store that an interrupt has broken off is no failure of the store's. */
    private static void requireInterrupt(StoreException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof InterruptedIOException && !(cause instanceof SocketTimeoutException)) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        throw e;
    }

    /** Enters what earlier runs have stored: those rows are not published again. */
    private void restore(InputIndex input, BatchBook book) {
        long blocks = (input.rows() + ObjectNames.ROWS_PER_FOLDER - 1) / ObjectNames.ROWS_PER_FOLDER;
        for (long block = 0; block < blocks; block++) {
            ResultSegments.read(stations.objects, input.file(), block, book.restored());
        }
    }

    /** Stores what came of the batch: the outcomes first, and the report only if it is the last word. */
    private BatchReport stored(BatchBook book) {
        BatchReport report = book.report();
        boolean interrupted = Thread.interrupted();
        try {
            book.store(true);
            if (report.finished()) {
                stations.objects.putReport(Json.bytes(ReportJson.write(report)));
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return report;
    }

    private JobPlanner planner(Heartbeat worker) {
        BatchSpec.Options options = spec.options();
        JobPlanner.Target target = JobPlanner.Target.of(worker.model(), options.settings(), worker.defaults());
        return new JobPlanner(spec.name(), target, options.maxPixels(), spec.seedBase());
    }

    private void takeTurn(BatchFeed feed, BatchBook book) {
        window.limit((int) Math.max(MIN_WINDOW, Math.min(MAX_WINDOW, HANDFULS * watch.capacity())));
        feed.fill();
        for (JobResult result : stations.results.poll(feed.idle() ? POLL : Duration.ZERO)) {
            book.reported(result);
            window.ended(result.id().row());
        }
        book.store(false);
        book.tellIfDue();
    }

    /** What a run goes through; whoever made them closes them. */
    record Stations(
            WorkerDirectory workers, ResultFollower results, KafkaJobPublisher publisher, BatchObjects objects) {}
}
