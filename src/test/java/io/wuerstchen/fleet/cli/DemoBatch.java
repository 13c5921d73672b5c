package io.wuerstchen.fleet.cli;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.testing.Infra;
import io.wuerstchen.fleet.testing.JobTopics;
import io.wuerstchen.fleet.worker.Goldens;
import io.wuerstchen.fleet.worker.Worker;
import io.wuerstchen.fleet.worker.WorkerOptions;
import io.wuerstchen.fleet.worker.device.PipelineDevice;
import io.wuerstchen.fleet.worker.wuerstchen.PipelineOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A batch named {@code demo} that the demo model has drawn for {@code submit}: several sizes, some rows with two pictures,
 * metadata of types that come late, and one row that is rejected.
 *
 * @param results where submit put {@code results.jsonl}
 */
record DemoBatch(Path prompts, Path results, int pictures) {
    private static final int REJECTED = 17;
    private static final List<String> SIZES = List.of("128x128", "128x128", "256x128", "128x128", "128x256");

    /** Draws it; takes as long as the model does. */
    static DemoBatch draw(Infra infra, int rows, Path folder) throws IOException {
        Path prompts = Files.writeString(
                folder.resolve("demo.jsonl"),
                IntStream.range(0, rows).mapToObj(row -> prompt(row).toString()).collect(joining("\n")));
        try (JobTopics topics = new JobTopics(infra, "wuerstchen-emoji");
                Worker worker = worker(infra)) {
            topics.awaitMembers(2);
            CommandLineRun run = submit(infra, prompts, folder.resolve("report.json"));
            assertThat(run.exitCode()).as(run.err()).isEqualTo(3);
        }
        int pictures = IntStream.range(0, rows)
                .filter(row -> row != REJECTED)
                .map(DemoBatch::pictures)
                .sum();
        return new DemoBatch(prompts, folder.resolve("results.jsonl"), pictures);
    }

    private static ObjectNode prompt(int row) {
        ObjectNode line = Json.object().put("id", "id-" + row);
        if (row == REJECTED) {
            return line;
        }
        line.put("prompt", "größe " + row + " 🍎 on yellow").put("size", SIZES.get(row % SIZES.size()));
        line.put("seed", row).put("n", pictures(row));
        line.putArray("save").add("embeddings");
        ObjectNode metadata = line.putObject("metadata");
        if (row % 3 == 0) {
            metadata.put("shop", "x").put("price", row);
        } else {
            metadata.put("shop", "y").put("price", row + 0.5);
            metadata.putArray("tags").add("a").add(row);
        }
        return line;
    }

    private static int pictures(int row) {
        return row % 10 == 3 ? 2 : 1;
    }

    private static Worker worker(Infra infra) {
        PipelineOptions cpu = PipelineOptions.defaults().withDevice("cpu");
        return Worker.start(new WorkerOptions(
                () -> PipelineDevice.load(Goldens.model("emoji"), cpu),
                new WorkerOptions.Work(2, 8, Duration.ofSeconds(20)),
                new WorkerOptions.Addresses(infra.kafka(), infra.store()),
                new WorkerOptions.Presence(Optional.of("one"), "127.0.0.1", 0, "test")));
    }

    private static CommandLineRun submit(Infra infra, Path prompts, Path report) {
        List<String> line = new ArrayList<>(List.of("submit", prompts.toString(), "--batch", "demo"));
        line.addAll(List.of("--report", report.toString()));
        line.addAll(List.of("--prior-steps", "4", "--decoder-steps", "3"));
        line.addAll(List.of("--kafka", infra.kafka().bootstrapServers()));
        line.addAll(List.of("--topic-prefix", infra.kafka().topicPrefix()));
        line.addAll(List.of("--s3-endpoint", infra.store().endpoint().toString()));
        line.addAll(List.of("--s3-access-key", infra.store().keys().accessKey()));
        line.addAll(List.of("--s3-secret-key", infra.store().keys().secretKey()));
        line.addAll(List.of("--bucket", infra.store().bucket()));
        return CommandLineRun.of(line.toArray(String[]::new));
    }
}
