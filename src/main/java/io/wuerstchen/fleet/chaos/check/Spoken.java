package io.wuerstchen.fleet.chaos.check;

import io.wuerstchen.fleet.common.job.JobId;
import io.wuerstchen.fleet.common.job.JobNotice.Place;
import io.wuerstchen.fleet.common.job.Publication;
import java.time.Instant;
import java.util.List;

/**
 * What stands in Kafka's topics; in no order but where one is named.
 *
 * @param results records that end rows; those of one row, which all have one partition, in its order
 * @param noticed places of jobs' records of which a worker said that they have not ended their row
 * @param published records of jobs
 */
public record Spoken(List<RawResult> results, List<Place> noticed, List<PublishedJob> published) {
    public static final Spoken NOTHING = new Spoken(List.of(), List.of(), List.of());

    public Spoken {
        results = List.copyOf(results);
        noticed = List.copyOf(noticed);
        published = List.copyOf(published);
    }

    /** @param at when its sender made it */
    public record PublishedJob(Instant at, JobId id, Place place, Publication publication) {}
}
