package io.wuerstchen.fleet.worker;

import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.job.ModelRef;
import io.wuerstchen.fleet.common.job.Settings;
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

    /** What {@code fleet.json} says, in the names of a job's fields. */
    public static Settings of(ModelInfo model) {
        try {
            return SettingsJson.read(Json.object(model.defaults()));
        } catch (InvalidJobException e) {
            throw new ModelException("fleet.json of " + model.name() + ": " + e.getMessage());
        }
    }
}
