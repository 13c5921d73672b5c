package io.wuerstchen.fleet.worker.checkpoint;

import io.wuerstchen.fleet.worker.manifest.ModelFile;
import io.wuerstchen.fleet.worker.manifest.ModelManifest;
import io.wuerstchen.fleet.worker.weights.SafetensorsFile;
import io.wuerstchen.fleet.worker.weights.TensorInfo;
import io.wuerstchen.fleet.worker.wuerstchen.DrawableSides;
import io.wuerstchen.fleet.worker.wuerstchen.JsonConfig;
import io.wuerstchen.fleet.worker.wuerstchen.MemoryForecast;
import io.wuerstchen.fleet.worker.wuerstchen.ModelInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a model's folder holds, from its configurations and the headers of its weights.
 *
 * @param manifest fleet-model.json, where there is one
 * @param memory for square pictures of usual sides
 * @param sides widths and heights that it can draw, up to squares of four megapixels
 */
public record Inspection(
        ModelInfo model,
        List<Network> networks,
        Optional<ModelManifest> manifest,
        Map<Integer, MemoryForecast> memory,
        List<Integer> sides) {
    private static final List<Integer> USUAL_SIDES = List.of(512, 1024, 1536);
    private static final int FLOAT_BYTES = 4;
    private static final long FOUR_MEGAPIXELS = 4L << 20;

    public Inspection {
        networks = List.copyOf(networks);
        memory = Collections.unmodifiableMap(new TreeMap<>(memory));
        sides = List.copyOf(sides);
    }

    /**
     * One of its networks.
     *
     * @param name as in its folder
     * @param config what its configuration says of its size, in words
     * @param parameters how many numbers
     * @param types bytes of weights, by their type
     * @param sha256 of its weights, as recorded
     */
    public record Network(
            String name, String config, long parameters, long bytes, Map<String, Long> types, Optional<String> sha256) {
        public Network {
            types = Map.copyOf(types);
        }
    }

    /**
     * Looks into a folder.
     *
     * @throws io.wuerstchen.fleet.worker.wuerstchen.ModelException if it is no model's
     * @throws io.wuerstchen.fleet.worker.weights.SafetensorsException if weights are missing or unsound
     */
    public static Inspection of(Path folder) throws IOException {
        ModelInfo model = ModelInfo.withoutWeights(folder, name -> "");
        Optional<ModelManifest> manifest = ModelManifest.read(folder);
        List<Network> networks = new ArrayList<>();
        for (Part part : Part.values()) {
            networks.add(network(folder, part, manifest));
        }
        List<Integer> sides = DrawableSides.of(folder, FOUR_MEGAPIXELS);
        return new Inspection(model, networks, manifest, memory(folder, networks, sides), sides);
    }

    /** Parameters of all networks. */
    public long parameters() {
        return networks.stream().mapToLong(Network::parameters).sum();
    }

    /** Bytes of all weights. */
    public long bytes() {
        return networks.stream().mapToLong(Network::bytes).sum();
    }

    private static Map<Integer, MemoryForecast> memory(Path folder, List<Network> networks, List<Integer> sides) {
        List<Long> bytes = networks.stream()
                .map(network -> network.parameters() * FLOAT_BYTES)
                .toList();
        var weights = new MemoryForecast.Weights(bytes.get(0), bytes.get(1), bytes.get(2), bytes.get(3), bytes.get(4));
        return USUAL_SIDES.stream()
                .filter(sides::contains)
                .collect(Collectors.toMap(side -> side, side -> MemoryForecast.of(folder, weights, side)));
    }

    private static Network network(Path folder, Part part, Optional<ModelManifest> manifest) throws IOException {
        Path file = folder.resolve(part.weights());
        JsonConfig config = JsonConfig.read(folder.resolve(part.config()));
        try (SafetensorsFile weights = SafetensorsFile.open(file)) {
            Map<String, Long> types = new TreeMap<>();
            weights.tensors().values().forEach(tensor -> types.merge(tensor.dtype(), tensor.byteLength(), Long::sum));
            return new Network(
                    part.folder(),
                    part.words(config),
                    weights.tensors().values().stream()
                            .mapToLong(TensorInfo::elements)
                            .sum(),
                    Files.size(file),
                    types,
                    manifest.flatMap(recorded -> recorded.file(part.weights())).map(ModelFile::sha256));
        }
    }
}
