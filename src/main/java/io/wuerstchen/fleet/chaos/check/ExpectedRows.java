package io.wuerstchen.fleet.chaos.check;

import io.wuerstchen.fleet.chaos.plan.Poison;
import io.wuerstchen.fleet.common.artifact.Digests;
import io.wuerstchen.fleet.common.artifact.JobObjects;
import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.job.FailureKind;
import io.wuerstchen.fleet.common.job.GenerationJob;
import io.wuerstchen.fleet.common.job.JobId;
import io.wuerstchen.fleet.common.job.ModelRef;
import io.wuerstchen.fleet.common.job.Settings;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.common.wire.SettingsJson;
import io.wuerstchen.fleet.dispatcher.intake.PromptReader;
import io.wuerstchen.fleet.dispatcher.intake.PromptRow;
import io.wuerstchen.fleet.dispatcher.intake.PromptSource;
import io.wuerstchen.fleet.dispatcher.intake.Row;
import io.wuerstchen.fleet.dispatcher.intake.RowCheck;
import io.wuerstchen.fleet.dispatcher.plan.JobPlanner;
import io.wuerstchen.fleet.worker.device.Device;
import io.wuerstchen.fleet.worker.generate.MicroBatchKey;
import io.wuerstchen.fleet.worker.generate.PlannedImage;
import io.wuerstchen.fleet.worker.store.PictureFile;
import io.wuerstchen.fleet.worker.store.PictureFiles;
import io.wuerstchen.fleet.worker.weights.SafetensorsWriter.Precision;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Draws a batch's pictures without a fleet, and so without faults, to know what the fleet must have made. One thread only. */
public final class ExpectedRows {
    private static final int MAX_PIXELS = 4 << 20;

    private final ObjectNames names = new ObjectNames("");
    private final PictureFiles files = new PictureFiles(Precision.F16);
    private final Supplier<Device> opening;
    /** Of a device that runs a model: its pictures need be alike only. */
    private final Map<String, byte[]> pictures = new HashMap<>();

    private Device device;

    /** @param opening the fleet's kind of device; called when it is needed */
    public ExpectedRows(Supplier<Device> opening) {
        this.opening = opening;
    }

    /** Whether an object is a picture of {@link #of}'s rows but for what a device may change. */
    public boolean isAlike(String key, byte[] picture) {
        byte[] expected = pictures.get(key);
        return expected != null && Likeness.of(expected, picture);
    }

    /** The rows of a prompts file, submitted under the name of {@code batch} without options. */
    public List<ExpectedRow> of(String batch, Path prompts) {
        if (device == null) {
            device = opening.get();
        }
        ModelRef model = new ModelRef(device.model().name(), device.model().digest());
        Settings defaults = SettingsJson.read(Json.object(device.model().defaults()));
        JobPlanner planner =
                new JobPlanner(batch, JobPlanner.Target.of(model, Settings.NONE, defaults), MAX_PIXELS, batch);
        List<Row> rows = new ArrayList<>();
        try (PromptReader reader =
                PromptReader.open(PromptSource.file(prompts), new RowCheck(Settings.NONE, MAX_PIXELS))) {
            for (Optional<Row> row = reader.next(); row.isPresent(); row = reader.next()) {
                rows.add(row.get());
            }
        }
        return rows.stream().map(row -> expected(batch, row, planner)).toList();
    }

    private ExpectedRow expected(String batch, Row row, JobPlanner planner) {
        JobId id = new JobId(batch, row.place().row());
        if (!(row instanceof PromptRow prompt)) {
            return new ExpectedRow(id, Set.of(), Map.of());
        }
        Set<FailureKind> deadAs =
                Poison.in(prompt.prompt().text()).map(Poison::deadAs).orElse(Set.of());
        return new ExpectedRow(id, deadAs, deadAs.isEmpty() ? drawn(planner.plan(prompt)) : Map.of());
    }

    private Map<String, String> drawn(GenerationJob job) {
        Map<String, String> objects = new HashMap<>();
        IntStream.range(0, job.parameters().canvas().n())
                .mapToObj(index -> new PlannedImage(job, index))
                .forEach(planned -> draw(planned, objects));
        return objects;
    }

    private void draw(PlannedImage planned, Map<String, String> objects) {
        GenerationJob job = planned.job();
        var picture = device.draw(MicroBatchKey.of(job.parameters()).sampling(), List.of(planned.drawing()))
                .get(0);
        List<PictureFile> drawn = files.of(planned, picture);
        List<JobObjects.Name> named = JobObjects.of(names, job).of(planned.index());
        for (int i = 0; i < drawn.size(); i++) {
            objects.put(named.get(i).key(), Digests.sha256(drawn.get(i).bytes()));
            if (!job.model().simulated()) {
                pictures.put(named.get(i).key(), drawn.get(i).bytes());
            }
        }
    }
}
