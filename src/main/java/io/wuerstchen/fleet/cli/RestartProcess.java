package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.common.config.StoreAddress;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A dispatcher in a process of its own, which takes a batch, says how long that took, and ends. */
record RestartProcess(StandingBatch batch) {
    static final String HEAP = "256 MB";
    private static final String MAX_HEAP = "-Xmx256m";
    private static final int LIMIT_SECONDS = 180;

    Moment run() throws IOException, InterruptedException {
        Process process =
                builder().redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try {
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException("a restart of " + batch.name() + " failed; it said: " + said);
            }
            return Moment.parse(said);
        } finally {
            process.destroyForcibly();
        }
    }

    private ProcessBuilder builder() {
        StoreAddress store = batch.fleet().servers().store(LocalCommand.BUCKET);
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(List.of(MAX_HEAP, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), RestartMain.class.getName()));
        line.add(batch.name());
        ProcessBuilder builder = new ProcessBuilder(line).directory(new File("."));
        builder.environment().put("FLEET_KAFKA", batch.fleet().servers().kafka().bootstrapServers());
        builder.environment().put("FLEET_S3_ENDPOINT", store.endpoint().toString());
        builder.environment().put("FLEET_S3_ACCESS_KEY", store.keys().accessKey());
        builder.environment().put("FLEET_S3_SECRET_KEY", store.keys().secretKey());
        return builder;
    }

    /** What the process found. */
    record Moment(double seconds, long residentBytes) {
        String line() {
            return seconds + " " + residentBytes;
        }

        static Moment parse(String line) {
            String[] parts = line.split(" ");
            return new Moment(Double.parseDouble(parts[0]), Long.parseLong(parts[1]));
        }
    }
}
