package io.wuerstchen.fleet.worker.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelManifestTest {
    private static final ModelFile FILE = ModelFile.of("wuerstchen/model_index.json", new byte[] {1, 2});

    @TempDir
    private Path folder;

    @Test
    void readsWhatItHasWritten() throws IOException {
        var repository = new Repository("wuerstchen", "https://hub.example", "a/b", "main", "0123abc", "mit");
        var manifest = new ModelManifest("fleet model pull", List.of(repository), List.of(FILE));

        manifest.write(folder);

        assertThat(ModelManifest.read(folder)).contains(manifest);
        assertThat(folder.toFile().list()).containsExactly(ModelManifest.NAME);
    }

    @Test
    void isAbsentWhereThereIsNone() throws IOException {
        assertThat(ModelManifest.read(folder)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"version\": 2}|version: 2 (expected: 1)",
                "[]|version:  (expected: 1)",
                "{\"version\": 1}|made_by:  (expected: a text)",
                "{\"version\": 1, \"made_by\": \"x\", \"files\": [{\"path\": \"../a\", \"bytes\": 1, \"sha256\": \"SHA\"}]}|"
                        + "path: ../a (expected: a file within the folder)",
                "{\"version\": 1, \"made_by\": \"x\", \"files\": [{\"path\": \"a\", \"bytes\": -1, \"sha256\": \"SHA\"}]}|"
                        + "a: bytes: -1 (expected: 0 or more)",
                "{\"version\": 1, \"made_by\": \"x\", \"files\": [{\"path\": \"a\", \"bytes\": 1, \"sha256\": \"no\"}]}|"
                        + "a: sha256: no (expected: 64 digits from 0 to 9 and a to f)"
            })
    void refusesWhatItCannotRead(String json, String reason) throws IOException {
        Path file = Files.writeString(folder.resolve(ModelManifest.NAME), json.replace("SHA", FILE.sha256()));

        assertThatThrownBy(() -> ModelManifest.read(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(file + ": " + reason);
    }
}
