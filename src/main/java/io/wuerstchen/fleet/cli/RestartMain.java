package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.config.KafkaAddress;
import io.wuerstchen.fleet.common.config.StoreAddress;
import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.storage.MinioObjectStore;
import io.wuerstchen.fleet.common.wire.Topics;
import io.wuerstchen.fleet.dispatcher.BatchListener;
import io.wuerstchen.fleet.dispatcher.Dispatcher;
import io.wuerstchen.fleet.dispatcher.Takeover;
import io.wuerstchen.fleet.dispatcher.intake.RejectedRow;
import io.wuerstchen.fleet.dispatcher.status.BatchProgress;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/** The process of a {@link RestartProcess}: hosts a batch until it says how it stands for the first time. */
final class RestartMain implements BatchListener {
    private final long start = System.nanoTime();
    private RestartProcess.Moment moment;

    private RestartMain() {}

    public static void main(String[] arguments) {
        Map<String, String> environment = System.getenv();
        KafkaAddress kafka = new KafkaAddress(environment.get("FLEET_KAFKA"), "", Map.of());
        StoreAddress.Keys keys =
                new StoreAddress.Keys(environment.get("FLEET_S3_ACCESS_KEY"), environment.get("FLEET_S3_SECRET_KEY"));
        StoreAddress address = new StoreAddress(
                URI.create(environment.get("FLEET_S3_ENDPOINT")), "us-east-1", LocalCommand.BUCKET, "", keys);
        try (MinioObjectStore store = new MinioObjectStore(address)) {
            RestartMain restart = new RestartMain();
            new Dispatcher(kafka, new Topics(""), store, new ObjectNames(""), Clock.systemUTC())
                    .host(arguments[0], restart, Takeover.AT_ONCE);
            System.out.println(restart.moment.line());
        }
    }

    /** The first turn is over: the batch would publish now if there were a worker. */
    @Override
    public void progress(BatchProgress progress) {
        if (moment == null) {
            moment = new RestartProcess.Moment((System.nanoTime() - start) / 1e9, residentBytes());
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void noWorker(String model, Duration waited) {}

    @Override
    public void rejected(RejectedRow row) {}

    @Override
    public void result(JobResult result) {}

    /** Of this process, as Linux counts; 0 elsewhere. */
    private static long residentBytes() {
        try (var lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }
}
