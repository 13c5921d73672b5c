package io.wuerstchen.fleet.worker.testing;

import io.wuerstchen.fleet.common.job.GenerationJob;
import io.wuerstchen.fleet.common.job.JobId;
import io.wuerstchen.fleet.common.job.ModelRef;
import io.wuerstchen.fleet.common.job.Parameters;
import io.wuerstchen.fleet.common.job.Save;
import io.wuerstchen.fleet.common.job.Settings;
import io.wuerstchen.fleet.worker.wuerstchen.Drawing;
import io.wuerstchen.fleet.worker.wuerstchen.NoiseDrawn;
import io.wuerstchen.fleet.worker.wuerstchen.Picture;
import io.wuerstchen.fleet.worker.wuerstchen.RgbImage;
import io.wuerstchen.fleet.worker.wuerstchen.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Jobs of the batch {@code demo} of the model {@code emoji}, and pictures that need no model. */
public final class Samples {
    public static final ModelRef MODEL = new ModelRef("emoji", "0123456789abcdef".repeat(4));

    private Samples() {}

    /** One picture of 128 x 128, with what is saved by default. */
    public static GenerationJob job(long row) {
        return job(row, "a cat", canvas(128, 128, 1));
    }

    public static GenerationJob job(long row, String prompt, Settings settings) {
        Parameters parameters =
                Parameters.of(prompt, settings.over(canvas(128, 128, 1)).over(Settings.BUILT_IN), row);
        return new GenerationJob(origin(row), MODEL, parameters);
    }

    public static GenerationJob.Origin origin(long row) {
        return new GenerationJob.Origin(new JobId("demo", row), "id-" + row, Map.of());
    }

    public static Settings canvas(int width, int height, int n) {
        Settings.Canvas canvas = new Settings.Canvas(width, height, n, null);
        return new Settings(null, canvas, Settings.Stage.NONE, Settings.Stage.NONE, new Settings.Output(null, null));
    }

    public static Settings stages(Settings.Stage prior, Settings.Stage decoder) {
        return new Settings(null, Settings.Canvas.NONE, prior, decoder, new Settings.Output(null, null));
    }

    public static Settings saving(Save... save) {
        Settings.Output output = new Settings.Output(null, Set.of(save));
        return new Settings(null, Settings.Canvas.NONE, Settings.Stage.NONE, Settings.Stage.NONE, output);
    }

    /** Two pixels and tensors that are different for each seed. */
    public static Picture picture(Drawing drawing, String... warnings) {
        byte seed = (byte) drawing.seed();
        return new Picture(
                new RgbImage(2, 1, new byte[] {seed, 1, 2, 3, 4, 5}),
                new Tensor(List.of(1L, 1L, 1L, 1L), new float[] {seed}),
                new Tensor(List.of(1L, 1L, 1L, 2L), new float[] {seed, 1}),
                new NoiseDrawn(1, 3),
                List.of(warnings));
    }
}
