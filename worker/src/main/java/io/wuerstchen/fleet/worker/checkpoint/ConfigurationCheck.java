package io.wuerstchen.fleet.worker.checkpoint;

import io.wuerstchen.fleet.worker.manifest.PublishedFolder;
import io.wuerstchen.fleet.worker.wuerstchen.JsonConfig;
import io.wuerstchen.fleet.worker.wuerstchen.ModelException;
import io.wuerstchen.fleet.worker.wuerstchen.ModelInfo;
import io.wuerstchen.fleet.worker.wuerstchen.SchedulerConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Whether the configurations that no weights belong to are those of this model. */
final class ConfigurationCheck {
    private static final String DEFAULTS = "fleet.json";
    /** Stands in for the model's name, which the faults of one model need not say. */
    private static final String MODEL = "model";

    private static final String CLASS = "_class_name";
    private static final String SCHEDULER = "DDPMWuerstchenScheduler";
    private static final Map<PublishedFolder, String> PIPELINES = Map.of(
            PublishedFolder.PRIOR, "WuerstchenPriorPipeline",
            PublishedFolder.DECODER, "WuerstchenDecoderPipeline");
    /** Of text encoders and tokenizers there are several classes which the fleet reads alike. */
    private static final Map<PublishedFolder, Map<String, String>> CLASSES = Map.of(
            PublishedFolder.PRIOR, Map.of("prior", "WuerstchenPrior", "scheduler", SCHEDULER),
            PublishedFolder.DECODER,
                    Map.of("decoder", "WuerstchenDiffNeXt", "vqgan", "PaellaVQModel", "scheduler", SCHEDULER));

    private static final List<String> NUMBERS = List.of("latent_mean", "latent_std");
    private static final List<String> POSITIVES = List.of("resolution_multiple", "latent_dim_scale");

    private final Path folder;
    private final List<Fault> faults = new ArrayList<>();

    ConfigurationCheck(Path folder) {
        this.folder = folder;
    }

    List<Fault> faults() {
        return List.copyOf(faults);
    }

    /** How the halves are made of their parts, and their schedules; files that are missing are told elsewhere. */
    void halves() {
        for (PublishedFolder half : PublishedFolder.values()) {
            half(half);
        }
    }

    /**
     * What jobs get that say nothing else.
     *
     * @param rules throw a {@link ModelException} at values that no job may ask for
     */
    void defaults(Consumer<ModelInfo> rules) {
        check(DEFAULTS, json -> rules.accept(new ModelInfo(MODEL, "", json.asMap())));
    }

    private void half(PublishedFolder half) {
        check(half.folder() + "/model_index.json", index -> {
            index.expect(CLASS, PIPELINES.get(half));
            new TreeMap<>(CLASSES.get(half)).forEach(index::expectLast);
            NUMBERS.forEach(key -> index.number(key, 1));
            POSITIVES.forEach(key -> index.positive(key, 1));
        });
        check(half.folder() + "/scheduler/scheduler_config.json", SchedulerConfig::read);
    }

    private void check(String name, Consumer<JsonConfig> rules) {
        Path file = folder.resolve(name);
        if (!Files.isRegularFile(file)) {
            return;
        }
        try {
            rules.accept(JsonConfig.read(file));
        } catch (ModelException e) {
            String found = e.getMessage().replace(file + ": ", "").replace(DEFAULTS + " of " + MODEL + ": ", "");
            faults.add(Fault.of(name, found, ""));
        }
    }
}
