package io.wuerstchen.fleet.worker.wuerstchen;

/**
 * scheduler/scheduler_config.json; absent keys as in diffusers' DDPMWuerstchenScheduler.
 *
 * @param offset the small number that keeps the cosine away from its ends, {@code s} in the file
 * @param scaler bends time; 1 leaves it straight
 */
public record SchedulerConfig(float offset, double scaler) {
    public static SchedulerConfig read(JsonConfig json) {
        json.expect("_class_name", "DDPMWuerstchenScheduler");
        return new SchedulerConfig((float) json.number("s", 0.008), json.positive("scaler", 1));
    }
}
