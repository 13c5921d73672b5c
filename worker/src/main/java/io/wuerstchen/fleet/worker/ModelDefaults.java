package io.wuerstchen.fleet.worker;

import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.job.ModelRef;
import io.wuerstchen.fleet.common.job.Parameters;
import io.wuerstchen.fleet.common.job.Settings;
import io.wuerstchen.fleet.common.wire.FieldNames;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.common.wire.SettingsJson;
import io.wuerstchen.fleet.worker.wuerstchen.ModelException;
import io.wuerstchen.fleet.worker.wuerstchen.ModelInfo;

/** A model in the fleet's own words. */
public final class ModelDefaults {
    private ModelDefaults() {}

    public static ModelRef reference(ModelInfo model) {
        return new ModelRef(model.name(), model.digest());
    }

    /** What {@code fleet.json} says, each value being one that a job may ask for, in the names of a job's fields; others are refused. */
    public static Settings of(ModelInfo model) {
        try {
            model.defaults().keySet().forEach(name -> FieldNames.requireKnown("field", name, SettingsJson.FIELDS));
            Settings defaults = SettingsJson.read(Json.object(model.defaults()));
            requireValid(defaults);
            return defaults;
        } catch (InvalidJobException e) {
            throw new ModelException("fleet.json of " + model.name() + ": " + e.getMessage());
        }
    }

    /** By the rules of a job that asks for nothing else. */
    private static void requireValid(Settings defaults) {
        Long seed = defaults.canvas().seed();
        var unused = Parameters.of("", defaults.over(Settings.BUILT_IN), seed == null ? 0 : seed);
    }
}
