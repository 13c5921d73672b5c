package io.wuerstchen.fleet.bench;

import io.wuerstchen.fleet.common.job.FailureKind;
import io.wuerstchen.fleet.common.job.GenerationJob.Origin;
import io.wuerstchen.fleet.common.job.JobId;
import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.job.JobResult.Committed;
import io.wuerstchen.fleet.common.job.ModelRef;
import io.wuerstchen.fleet.common.job.Parameters;
import io.wuerstchen.fleet.common.job.Settings;
import io.wuerstchen.fleet.common.job.StoredImage;
import io.wuerstchen.fleet.common.job.StoredImage.Artifact;
import io.wuerstchen.fleet.common.job.StoredImage.MicroBatchRef;
import io.wuerstchen.fleet.common.wire.FleetEvents;
import io.wuerstchen.fleet.common.wire.ResultJson;
import io.wuerstchen.fleet.dispatcher.archive.ResultSegments;
import io.wuerstchen.fleet.dispatcher.ledger.BatchLedger;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** How fast results get into a ledger of some size, in an order in which a fleet might report them. */
public final class LedgerBench {
    /** As many rows are under way at once, and end in any order. */
    private static final int WINDOW = 65_536;
    /** Of every so many rows one is dead. */
    private static final int DEAD = 1000;

    private static final int RECORDS = 50_000;
    private static final int WARM_UPS = 3;
    private static final ModelRef MODEL = new ModelRef("bench", "0".repeat(64));

    /** What becomes of a row is the same to the ledger as far as its pictures go. */
    private static final Committed SAME = committed(new JobId("bench", 0));

    private final FleetEvents events = new FleetEvents(Clock.systemUTC());

    /** A ledger in which all rows but the last window have ended; its bits are in no order that compresses well. */
    public BatchLedger ledger(long rows) {
        BatchLedger ledger = new BatchLedger(rows);
        Random random = new Random(rows);
        for (long from = 0; from < rows; from += WINDOW) {
            List<Long> window = new ArrayList<>();
            for (long row = from; row < Math.min(rows, from + WINDOW); row++) {
                ledger.published(row);
                window.add(row);
            }
            Collections.shuffle(window, random);
            int ended = from + WINDOW < rows ? window.size() : window.size() / 2;
            window.subList(0, ended).forEach(row -> ledger.reported(result(row, SAME)));
        }
        return ledger;
    }

    /** Results entered in a second of this thread's CPU time: read from records as they come from Kafka, counted, and made lines of segments. */
    public double resultsPerSecond(long rows) {
        List<ConsumerRecord<String, byte[]>> records = records();
        BatchLedger ledger = new BatchLedger(Math.max(rows, RECORDS));
        ResultSegments segments = new ResultSegments(Clock.systemUTC());
        for (int i = 0; i < WARM_UPS; i++) {
            enter(records, new BatchLedger(Math.max(rows, RECORDS)), segments);
        }
        segments.cut();
        long start = cpuNanos();
        enter(records, ledger, segments);
        double seconds = (cpuNanos() - start) / 1e9;
        if (ledger.tally().ended() != RECORDS) {
            throw new IllegalStateException(ledger.tally() + " (expected: " + RECORDS + " ended)");
        }
        return RECORDS / seconds;
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static void enter(
            List<ConsumerRecord<String, byte[]>> records, BatchLedger ledger, ResultSegments segments) {
        for (ConsumerRecord<String, byte[]> record : records) {
            JobResult result = ResultJson.read(FleetEvents.ownData(record, FleetEvents.RESULT_TYPE));
            if (ledger.reported(result)) {
                segments.result(result, record.value());
            }
            if (segments.due()) {
                segments.cut();
            }
        }
    }

    private List<ConsumerRecord<String, byte[]>> records() {
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>(RECORDS);
        for (int row = 0; row < RECORDS; row++) {
            ProducerRecord<String, byte[]> sent =
                    events.result("results", result(row, committed(new JobId("bench", row))));
            records.add(new ConsumerRecord<>(
                    "results",
                    0,
                    row,
                    0,
                    TimestampType.CREATE_TIME,
                    0,
                    0,
                    sent.key(),
                    sent.value(),
                    new RecordHeaders(sent.headers().toArray()),
                    Optional.empty()));
        }
        return records;
    }

    private static JobResult result(long row, Committed committed) {
        Origin origin = new Origin(new JobId("bench", row), "id-" + row, Map.of());
        JobResult.Outcome outcome =
                row % DEAD == 0 ? new JobResult.Dead(FailureKind.BAD_IMAGE, "NaN in the latents") : committed;
        return new JobResult(origin, MODEL, "worker-" + row % 8, outcome);
    }

    private static Committed committed(JobId id) {
        Parameters parameters = Parameters.of("a red apple on a blue background", Settings.BUILT_IN, id.row());
        Artifact image =
                new Artifact("image", "batches/bench/images/00000/" + id.row() + "-0.png", "0".repeat(64), 99_000);
        MicroBatchRef microBatch = new MicroBatchRef("w-" + id.row() / 8, "1024x1024 prior 60 guided, decoder 12", 8);
        return new Committed(
                parameters, List.of(new StoredImage(0, id.row(), List.of(image), microBatch, List.of())), 1.5);
    }
}
