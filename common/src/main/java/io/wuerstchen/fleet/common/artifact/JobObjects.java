package io.wuerstchen.fleet.common.artifact;

import io.wuerstchen.fleet.common.job.GenerationJob;
import io.wuerstchen.fleet.common.job.JobId;
import io.wuerstchen.fleet.common.job.Parameters;
import io.wuerstchen.fleet.common.job.Save;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Which objects a job leaves in the store when all of it is done. */
public record JobObjects(ObjectNames names, JobId id, Parameters parameters) {
    public static final String IMAGE = "image";

    public static JobObjects of(ObjectNames names, GenerationJob job) {
        return new JobObjects(names, job.id(), job.parameters());
    }

    /** Those of every picture, in their order. */
    public List<Name> all() {
        return IntStream.range(0, parameters.canvas().n())
                .mapToObj(this::of)
                .flatMap(List::stream)
                .toList();
    }

    /** Those of picture {@code index}: itself, then what is kept beside it. */
    public List<Name> of(int index) {
        List<Name> objects = new ArrayList<>();
        Parameters.Output output = parameters.output();
        objects.add(new Name(IMAGE, names.image(id, index, output.format().extension())));
        if (output.save().contains(Save.EMBEDDINGS)) {
            objects.add(new Name(Save.EMBEDDINGS.wireName(), names.embeddings(id, index)));
        }
        if (output.save().contains(Save.LATENTS)) {
            objects.add(new Name(Save.LATENTS.wireName(), names.latents(id, index)));
        }
        return objects;
    }

    /**
     * One object.
     *
     * @param kind {@code image}, {@code embeddings} or {@code latents}
     */
    public record Name(String kind, String key) {}
}
