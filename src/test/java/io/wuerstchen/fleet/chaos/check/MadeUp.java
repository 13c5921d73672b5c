package io.wuerstchen.fleet.chaos.check;

import io.wuerstchen.fleet.chaos.check.Spoken.PublishedJob;
import io.wuerstchen.fleet.chaos.proxy.LoggedRequest;
import io.wuerstchen.fleet.chaos.proxy.LoggedRequest.Answer;
import io.wuerstchen.fleet.chaos.proxy.LoggedRequest.Body;
import io.wuerstchen.fleet.common.job.JobId;
import io.wuerstchen.fleet.common.job.JobNotice.Place;
import io.wuerstchen.fleet.common.job.JobResult.Committed;
import io.wuerstchen.fleet.common.job.JobResult.Outcome;
import io.wuerstchen.fleet.common.job.Publication;
import io.wuerstchen.fleet.common.job.StoredImage;
import io.wuerstchen.fleet.common.job.StoredImage.Artifact;
import java.time.Instant;
import java.util.List;

/** What made-up evidence is put together from; times are seconds of one and the same minute. */
final class MadeUp {
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private MadeUp() {}

    static LoggedRequest put(String client, String key, String sha256, int second, int status) {
        return new LoggedRequest(
                client, "PUT", key, new Body(sha256.length(), sha256, true, sha256), answer(second, status));
    }

    static LoggedRequest claim(String client, int epoch, int second, int status) {
        return put(client, lease(epoch), client, second, status);
    }

    static LoggedRequest renewal(String client, int epoch, int second, int status) {
        return new LoggedRequest(
                client, "PUT", lease(epoch), new Body(4, "beat" + second, false, ""), answer(second, status));
    }

    static String lease(int epoch) {
        return "batches/b/owner/000000000" + epoch;
    }

    /** Kept by the proxy until {@code second}. */
    static LoggedRequest late(LoggedRequest request, int second) {
        Instant at = START.plusSeconds(second);
        Answer answer = new Answer(request.answer().status(), request.answer().came(), at, at, "");
        return new LoggedRequest(request.client(), request.method(), request.key(), request.body(), answer);
    }

    static Answer answer(int second, int status) {
        Instant at = START.plusSeconds(second);
        return new Answer(status, at, at, at.plusMillis(10), "");
    }

    static RawResult committed(JobId id, String key, String sha256, int second) {
        StoredImage image =
                new StoredImage(0, 7, List.of(new Artifact("image", key, sha256, sha256.length())), null, List.of());
        return result(id, new Committed(null, List.of(image), 1), second);
    }

    static PublishedJob job(JobId id, long offset, int second, Publication publication) {
        return new PublishedJob(START.plusSeconds(second), id, new Place(3, offset), publication);
    }

    static RawResult result(JobId id, Outcome outcome, int second) {
        return new RawResult(START.plusSeconds(second), id, "worker-1", outcome);
    }
}
