package io.wuerstchen.fleet.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.storage.InMemoryObjectStore;
import io.wuerstchen.fleet.export.ExportSpec.Choice;
import io.wuerstchen.fleet.export.ExportSpec.Licences;
import io.wuerstchen.fleet.export.ExportSpec.Near;
import io.wuerstchen.fleet.export.place.Folder;
import io.wuerstchen.fleet.export.sample.Splits;
import io.wuerstchen.fleet.export.sample.Where;
import io.wuerstchen.fleet.export.shard.ShardLimits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerificationTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void export() throws Exception {
        InMemoryObjectStore store = new InMemoryObjectStore();
        BatchInStore batch = new BatchInStore(store);
        for (int i = 0; i < 12; i++) {
            batch.committed(1);
        }
        ExportSpec spec = new ExportSpec(
                new ShardLimits(10, 1L << 30),
                Set.of(),
                new Choice(Where.everything(), Splits.none()),
                new Near(3, false),
                new Licences("unknown", "unknown"));
        try (Folder place = new Folder(folder)) {
            new Export(store, batch.store(), place, new NoListener()).run(spec, new Export.Pace(1, Optional.empty()));
        }
    }

    @Test
    void aDatasetAsItWasMadeHasNoFaults() throws IOException {
        Verification.Found found = verify();

        assertThat(found.faults()).isEmpty();
        assertThat(found.files()).isEqualTo(12);
    }

    @Test
    void namesTheMemberWhoseByteWasFlipped() throws IOException {
        byte[] tar = Files.readAllBytes(folder.resolve("00000.tar"));
        tar[512 + 60] ^= 1; // within the first picture, behind its header
        Files.write(folder.resolve("00000.tar"), tar);

        assertThat(verify().faults())
                .hasSize(2)
                .anyMatch(fault -> fault.startsWith("00000.tar: 000000000.png: sha256 "))
                .anyMatch(fault -> fault.matches("00000\\.tar: \\d+ bytes, sha256 .*"));
    }

    @Test
    void namesTheMemberThatIsMissing() throws IOException {
        Files.write(folder.resolve("00000.tar"), without("000000004.txt"));

        assertThat(verify().faults()).hasSize(2).contains("00000.tar: 000000004.txt: missing");
    }

    @Test
    void namesAShardThatIsNotInTheIndexAndFilesThatAreNotThere() throws IOException {
        Files.copy(folder.resolve("00001.tar"), folder.resolve("00002.tar"));
        Files.delete(folder.resolve("00001.parquet"));

        assertThat(verify().faults())
                .containsExactlyInAnyOrder("00001.parquet: missing", "00002.tar: not in index.json");
    }

    @Test
    void aTarThatBreaksOffIsAFault() throws IOException {
        byte[] tar = Files.readAllBytes(folder.resolve("00000.tar"));
        Files.write(folder.resolve("00000.tar"), java.util.Arrays.copyOf(tar, 1000));

        List<String> faults = verify().faults();

        assertThat(faults).anyMatch(fault -> fault.startsWith("00000.tar: torn after 0 members"));
        assertThat(faults).anyMatch(fault -> fault.startsWith("00000.tar: and "));
    }

    @Test
    void aFolderWithoutAnIndexIsOneClearError() throws IOException {
        Files.delete(folder.resolve("index.json"));

        assertThatThrownBy(this::verify)
                .isInstanceOf(InvalidJobException.class)
                .hasMessageContaining("there is no index.json");
    }

    @Test
    void anIndexOfSomethingElseIsOneClearError() throws IOException {
        Files.writeString(folder.resolve("index.json"), "{\"pages\": []}");

        assertThatThrownBy(this::verify)
                .isInstanceOf(InvalidJobException.class)
                .hasMessageContaining("index.json")
                .hasMessageContaining("expected: that of a dataset, version 1");
    }

    private Verification.Found verify() throws IOException {
        try (Folder place = new Folder(folder)) {
            return new Verification(place, bytes -> {}).run();
        }
    }

    private byte[] without(String name) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (InputStream in = Files.newInputStream(folder.resolve("00000.tar"));
                TarArchiveInputStream from = new TarArchiveInputStream(in);
                TarArchiveOutputStream to = new TarArchiveOutputStream(bytes)) {
            for (TarArchiveEntry entry = from.getNextEntry(); entry != null; entry = from.getNextEntry()) {
                if (!entry.getName().equals(name)) {
                    to.putArchiveEntry(entry);
                    from.transferTo(to);
                    to.closeArchiveEntry();
                }
            }
        }
        return bytes.toByteArray();
    }
}
