package io.wuerstchen.fleet.dispatcher.publish;

import io.wuerstchen.fleet.common.job.GenerationJob;
import io.wuerstchen.fleet.common.job.Parameters;
import io.wuerstchen.fleet.common.job.Resolution;
import io.wuerstchen.fleet.common.job.Schedule;

/** What jobs of one model must share to run at once: the shape, the steps, and whether guidance is at work. */
record RunKey(Resolution resolution, Loop prior, Loop decoder) {
    static RunKey of(GenerationJob job) {
        Parameters parameters = job.parameters();
        return new RunKey(parameters.canvas().resolution(), Loop.of(parameters.prior()), Loop.of(parameters.decoder()));
    }

    record Loop(Schedule schedule, boolean guided) {
        static Loop of(Parameters.Stage stage) {
            return new Loop(stage.schedule(), stage.guided());
        }
    }
}
