package io.wuerstchen.fleet.worker.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.wuerstchen.fleet.worker.manifest.Repository;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesThereTest {
    private static final String WEIGHTS = "decoder/diffusion_pytorch_model.safetensors";
    private static final long BYTES = 500_000_000;

    private final List<String> said = new ArrayList<>();

    @TempDir
    private Path folder;

    @Test
    void saysThatItReadsWhatTakesAWhile() throws IOException {
        Path file = folder.resolve("wuerstchen/" + WEIGHTS);
        Files.createDirectories(file.getParent());
        try (RandomAccessFile holes = new RandomAccessFile(file.toFile(), "rw")) {
            holes.setLength(BYTES);
        }
        PlannedFile planned = planned();

        List<PlannedFile> wrong = new FilesThere(new Listener(said), folder).wrong(List.of(planned), true);

        assertThat(wrong).containsExactly(planned);
        assertThat(said).first().isEqualTo("0.5 GB are here, and are read to compare their hashes");
    }

    private static PlannedFile planned() {
        Repository from = new Repository("wuerstchen", "https://hub.example", "a/b", "main", "1".repeat(40), "");
        return new PlannedFile(from, null, new HubFile(WEIGHTS, BYTES, "0".repeat(64)));
    }

    private record Listener(List<String> said) implements PullListener {
        @Override
        public void expect(long bytes) {}

        @Override
        public void moved(long bytes) {}

        @Override
        public void say(String line) {
            said.add(line);
        }
    }
}
