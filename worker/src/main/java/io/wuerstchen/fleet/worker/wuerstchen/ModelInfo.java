package io.wuerstchen.fleet.worker.wuerstchen;

import io.wuerstchen.fleet.worker.wuerstchen.nn.Precision;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Which model a pipeline runs.
 *
 * @param name of its folder
 * @param digest SHA-256, in hexadecimal, over names and contents of all files that pictures depend on, and over
 *     the precision, where that is not float32
 * @param defaults fleet.json as it stands, empty where there is none
 */
public record ModelInfo(String name, String digest, Map<String, Object> defaults) {
    public ModelInfo {
        // Not Map.copyOf: a null is a legal JSON value.
        defaults = Collections.unmodifiableMap(new LinkedHashMap<>(defaults));
    }

    /**
     * What a model's folder says of itself, without a look at the weights.
     *
     * @param digest gives the name what stands for the weights'
     * @throws ModelException if the folder is no model's
     */
    public static ModelInfo withoutWeights(Path modelDirectory, UnaryOperator<String> digest) {
        ModelDirectory directory = ModelDirectory.of(modelDirectory);
        return directory.info(digest.apply(directory.name()));
    }

    /** The same model at a precision, which other pictures come of. */
    ModelInfo computedIn(Precision precision) {
        return precision == Precision.FLOAT32
                ? this
                : new ModelInfo(name, ModelDirectory.digest(digest + " " + precision), defaults);
    }
}
