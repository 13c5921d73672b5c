package io.wuerstchen.fleet.worker.checkpoint;

import io.wuerstchen.fleet.worker.manifest.ModelFile;
import io.wuerstchen.fleet.worker.manifest.ModelManifest;
import io.wuerstchen.fleet.worker.weights.SafetensorsStream;
import io.wuerstchen.fleet.worker.wuerstchen.ModelException;
import io.wuerstchen.fleet.worker.wuerstchen.ModelInfo;
import io.wuerstchen.fleet.worker.wuerstchen.PipelineOptions;
import io.wuerstchen.fleet.worker.wuerstchen.WuerstchenPipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Whether a model's folder is whole, fits together, and draws. */
public final class CheckpointCheck {
    private final Path folder;
    private final SafetensorsStream.Listener listener;
    private final Optional<ModelManifest> manifest;
    private final List<Fault> faults = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();

    /** @param listener hears of bytes that were read */
    public CheckpointCheck(Path folder, SafetensorsStream.Listener listener) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new ModelException(folder + ": folder is missing (expected: a model's folder)");
        }
        this.folder = folder;
        this.listener = listener;
        manifest = manifest();
    }

    /** All that is wrong; empty where the model is sound. */
    public List<Fault> faults() {
        return List.copyOf(faults);
    }

    /** What is odd and harmless. */
    public List<String> remarks() {
        return List.copyOf(remarks);
    }

    /** Bytes that {@link #files} and {@link #tensors} will read. */
    public long bytes() throws IOException {
        long bytes = manifest.stream()
                .flatMap(recorded -> recorded.files().stream())
                .mapToLong(ModelFile::bytes)
                .sum();
        for (Part part : Part.values()) {
            Path weights = folder.resolve(part.weights());
            bytes += Files.isRegularFile(weights) ? Files.size(weights) : 0;
        }
        return bytes;
    }

    /** Files, and what was recorded of them. */
    public void files() throws IOException {
        FileCheck check = new FileCheck(folder, listener);
        List<Fault> missing = check.missing();
        faults.addAll(missing);
        if (manifest.isPresent()) {
            List<String> named = missing.stream().map(Fault::file).toList();
            check.changed(manifest.get()).stream()
                    .filter(fault -> !named.contains(fault.file()))
                    .forEach(faults::add);
            faults.addAll(check.unrecorded(manifest.get()));
        }
    }

    /**
     * Configurations that no weights belong to.
     *
     * @param defaults throw a {@link ModelException} at values in fleet.json that no job may ask for
     */
    public void configurations(Consumer<ModelInfo> defaults) {
        ConfigurationCheck check = new ConfigurationCheck(folder);
        check.halves();
        check.defaults(defaults);
        faults.addAll(check.faults());
    }

    /** Names, shapes, types and values of all weights that are there. */
    public void tensors() {
        for (Part part : Part.values()) {
            if (Files.isRegularFile(folder.resolve(part.config()))
                    && Files.isRegularFile(folder.resolve(part.weights()))) {
                PartCheck check = new PartCheck(folder, part, listener);
                check.run();
                faults.addAll(check.faults());
                remarks.addAll(check.remarks());
            }
        }
    }

    /**
     * Draws, if nothing was found so far.
     *
     * @return whether it did
     */
    public boolean canary(PipelineOptions options) {
        if (!faults.isEmpty()) {
            remarks.add("no picture was drawn, for these faults");
            return false;
        }
        try (WuerstchenPipeline pipeline = WuerstchenPipeline.load(folder, options)) {
            int side = pipeline.smallestSide();
            faults.addAll(Canary.run(() ->
                    pipeline.generate(Canary.sampling(side), Canary.drawing()).get(0)));
            return true;
        } catch (ModelException e) {
            faults.add(Fault.of("model", e.getMessage().replace(folder + "/", ""), ""));
            return false;
        }
    }

    private Optional<ModelManifest> manifest() throws IOException {
        try {
            Optional<ModelManifest> read = ModelManifest.read(folder);
            if (read.isEmpty()) {
                remarks.add(ModelManifest.NAME + ": is missing, so no hashes were compared");
            }
            return read;
        } catch (IllegalArgumentException e) {
            faults.add(Fault.of(
                    ModelManifest.NAME, e.getMessage().replace(folder.resolve(ModelManifest.NAME) + ": ", ""), ""));
            return Optional.empty();
        }
    }
}
