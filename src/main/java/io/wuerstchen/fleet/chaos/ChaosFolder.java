package io.wuerstchen.fleet.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a run leaves, for whoever wants to know what happened. */
record ChaosFolder(Path root) {
    /** Makes its folders; what an earlier run left there must be gone. */
    static ChaosFolder create(Path root) throws IOException {
        Files.createDirectories(root.resolve("batches"));
        Files.createDirectories(root.resolve("logs"));
        return new ChaosFolder(root);
    }

    Path prompts(String batch) {
        return root.resolve("batches").resolve(batch + ".jsonl");
    }

    Path plan() {
        return root.resolve("plan.jsonl");
    }

    Path faults() {
        return root.resolve("faults.jsonl");
    }

    Path requests() {
        return root.resolve("requests.jsonl");
    }

    Path results() {
        return root.resolve("results.log");
    }

    Path violations() {
        return root.resolve("violations.txt");
    }

    Path report() {
        return root.resolve("report.json");
    }
}
