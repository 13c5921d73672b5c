package io.wuerstchen.fleet.worker.checkpoint;

import io.wuerstchen.fleet.worker.manifest.ModelFile;
import io.wuerstchen.fleet.worker.manifest.ModelManifest;
import io.wuerstchen.fleet.worker.manifest.PublishedFolder;
import io.wuerstchen.fleet.worker.weights.SafetensorsStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Whether all files are there, with the sizes and hashes that fleet-model.json has of them. */
final class FileCheck {
    private static final int BUFFER = 1 << 20;

    private final Path folder;
    private final SafetensorsStream.Listener listener;

    /** @param listener hears of bytes that were hashed */
    FileCheck(Path folder, SafetensorsStream.Listener listener) {
        this.folder = folder;
        this.listener = listener;
    }

    /** Files that nothing works without. */
    List<Fault> missing() {
        List<Fault> faults = new ArrayList<>();
        for (PublishedFolder part : PublishedFolder.values()) {
            Path there = folder.resolve(part.folder());
            part.missing(file -> Files.isRegularFile(there.resolve(file)))
                    .forEach(file ->
                            faults.add(Fault.of(part.folder() + "/" + file, "is missing", "a file, as published")));
        }
        return faults;
    }

    /** What differs from what was recorded. */
    List<Fault> changed(ModelManifest manifest) throws IOException {
        List<Fault> faults = new ArrayList<>();
        for (ModelFile file : manifest.files()) {
            faults.addAll(changed(file));
        }
        return faults;
    }

    /** What the fleet reads, and was not recorded. */
    List<Fault> unrecorded(ModelManifest manifest) {
        List<Fault> faults = new ArrayList<>();
        for (PublishedFolder part : PublishedFolder.values()) {
            Path there = folder.resolve(part.folder());
            part.read(file -> Files.isRegularFile(there.resolve(file))).stream()
                    .map(file -> part.folder() + "/" + file)
                    .filter(path -> manifest.file(path).isEmpty())
                    .forEach(path -> faults.add(
                            Fault.of(path, "is read, and not in " + ModelManifest.NAME, "only files that it names")));
        }
        return faults;
    }

    private List<Fault> changed(ModelFile recorded) throws IOException {
        Path file = folder.resolve(recorded.path());
        if (!Files.isRegularFile(file)) {
            return List.of(Fault.of(recorded.path(), "is missing", "a file, as " + ModelManifest.NAME + " says"));
        }
        long bytes = Files.size(file);
        if (bytes != recorded.bytes()) {
            return List.of(differs(recorded, bytes + " bytes", recorded.bytes() + ""));
        }
        String sha256 = sha256(file);
        return sha256.equals(recorded.sha256())
                ? List.of()
                : List.of(differs(recorded, "sha256 " + sha256, recorded.sha256()));
    }

    private static Fault differs(ModelFile recorded, String found, String expected) {
        return Fault.of(recorded.path(), found, expected + ", as " + ModelManifest.NAME + " says");
    }

    private String sha256(Path file) throws IOException {
        MessageDigest digest = ModelFile.newSha256();
        byte[] buffer = new byte[BUFFER];
        try (InputStream stream = Files.newInputStream(file)) {
            for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
                digest.update(buffer, 0, count);
                listener.wrote(count);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
