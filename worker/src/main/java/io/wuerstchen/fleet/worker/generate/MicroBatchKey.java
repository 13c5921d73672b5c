package io.wuerstchen.fleet.worker.generate;

import io.wuerstchen.fleet.common.job.Parameters;
import io.wuerstchen.fleet.common.job.Schedule;
import io.wuerstchen.fleet.worker.wuerstchen.Sampling;
import io.wuerstchen.fleet.worker.wuerstchen.Timesteps;
import java.util.List;

/**
 * Everything pictures must share to go through one denoising loop: size, both step lists themselves, and whether each
 * stage is guided. Weights and precision are the worker's own. Guidance scales, seeds and prompts vary inside.
 */
public record MicroBatchKey(Sampling sampling, boolean priorGuided, boolean decoderGuided) {
    public static MicroBatchKey of(Parameters parameters) {
        var resolution = parameters.canvas().resolution();
        Sampling sampling = new Sampling(
                resolution.width(),
                resolution.height(),
                timesteps(parameters.prior().schedule()),
                timesteps(parameters.decoder().schedule()));
        return new MicroBatchKey(
                sampling, parameters.prior().guided(), parameters.decoder().guided());
    }

    /** For people: {@code 256x128 prior 20 guided, decoder 12}. */
    @Override
    public String toString() {
        return sampling.width() + "x" + sampling.height()
                + " prior " + (sampling.priorTimesteps().size() - 1) + (priorGuided ? " guided" : "")
                + ", decoder " + (sampling.decoderTimesteps().size() - 1) + (decoderGuided ? " guided" : "");
    }

    private static List<Float> timesteps(Schedule schedule) {
        if (schedule instanceof Schedule.Steps steps) {
            return Timesteps.ofSteps(steps.count());
        }
        if (schedule instanceof Schedule.Timesteps list) {
            return list.values().stream().map(Double::floatValue).toList();
        }
        return Timesteps.STAGE_C_DEFAULT;
    }
}
