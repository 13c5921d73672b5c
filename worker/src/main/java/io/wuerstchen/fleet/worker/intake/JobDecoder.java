package io.wuerstchen.fleet.worker.intake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.job.FailureKind;
import io.wuerstchen.fleet.common.job.GenerationJob;
import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.job.JobResult.Dead;
import io.wuerstchen.fleet.common.job.ModelRef;
import io.wuerstchen.fleet.common.job.Publication;
import io.wuerstchen.fleet.common.job.Resolution;
import io.wuerstchen.fleet.common.job.Settings;
import io.wuerstchen.fleet.common.wire.FleetEvents;
import io.wuerstchen.fleet.common.wire.JobJson;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.common.wire.PublicationHeaders;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads records of the jobs topic and says which of them this worker can do. */
public final class JobDecoder {
    /** A refusal repeats what its job says of itself; beyond this it does without, so that it fits into a record. */
    private static final int LARGE = JobJson.MAX_BYTES / 4;

    private static final int LONG_ID = 1000;

    private final ModelRef model;
    private final Settings defaults;
    private final Consumer<Resolution> checkSize;

    /**
     * @param defaults what the model says where a job says nothing
     * @param checkSize throws {@link IllegalArgumentException} for a size that the model can't draw
     */
    public JobDecoder(ModelRef model, Settings defaults, Consumer<Resolution> checkSize) {
        this.model = model;
        this.defaults = defaults;
        this.checkSize = checkSize;
    }

    public Decoded decode(ConsumerRecord<String, byte[]> record) {
        GenerationJob.Origin origin;
        ObjectNode data;
        Provenance provenance;
        try {
            ObjectNode sent = FleetEvents.data(record, FleetEvents.JOB_TYPE);
            provenance = provenance(record, StrangerJobs.is(sent));
            data = provenance.stranger() ? StrangerJobs.complete(sent, FleetEvents.sender(record), model) : sent;
            origin = JobJson.origin(data);
        } catch (InvalidJobException e) {
            return new Decoded.Unreadable(e.getMessage());
        }
        try {
            return decoded(JobJson.read(data, defaults), provenance);
        } catch (InvalidJobException | IllegalArgumentException e) {
            GenerationJob.Origin kept = record.value().length > LARGE ? shortened(origin) : origin;
            return new Decoded.Refused(kept, dead(provenance.publication(), e.getMessage()));
        }
    }

    private static Provenance provenance(ConsumerRecord<String, byte[]> record, boolean stranger) {
        Publication publication = PublicationHeaders.read(record.headers());
        return new Provenance(stranger, publication, record.deliveryCount().orElse((short) 1));
    }

    private static Dead dead(Publication publication, String reason) {
        return new Dead(FailureKind.INVALID_JOB, reason, publication.attempts() + 1, publication.generation());
    }

    private Decoded decoded(GenerationJob job, Provenance provenance) {
        if (!job.model().name().equals(model.name())) {
            throw InvalidJobException.of("model", job.model().name(), "this topic's, " + model.name());
        }
        int bytes = Json.bytes(JobJson.write(job)).length;
        if (bytes > JobJson.MAX_BYTES) {
            throw InvalidJobException.of("job", bytes + " bytes", "at most " + JobJson.MAX_BYTES);
        }
        checkSize.accept(job.parameters().canvas().resolution());
        if (job.model().digest().equals(model.digest())) {
            return new Decoded.Job(job, provenance);
        }
        if (provenance.stranger()) {
            // Nobody pinned these for it, so no other worker needs to be found.
            throw InvalidJobException.of("weights", job.model().digest(), "this worker's, " + model.digest());
        }
        return new Decoded.OtherWeights(job.model().digest());
    }

    private static GenerationJob.Origin shortened(GenerationJob.Origin origin) {
        String rowId = origin.rowId();
        return new GenerationJob.Origin(
                origin.id(), rowId == null || rowId.length() > LONG_ID ? null : rowId, Map.of());
    }
}
