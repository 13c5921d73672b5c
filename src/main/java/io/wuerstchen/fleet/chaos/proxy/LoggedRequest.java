package io.wuerstchen.fleet.chaos.proxy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.wire.Json;
import java.time.Instant;

/**
 * A request by which somebody meant to change the store.
 *
 * @param client whose process sent it
 * @param key of the object; for a deletion of many, each has an entry of its own
 * @param body what the object was to hold
 * @param answer what became of it
 */
public record LoggedRequest(String client, String method, String key, Body body, Answer answer) {
    /** No answer of the store was seen: it may have done what was asked, or not. */
    public static final int UNKNOWN = 0;

    /** The store never heard of it. */
    public static final int NEVER = -1;

    /** What was to stand under the key: empty for a deletion. */
    public record Body(long bytes, String sha256, boolean ifAbsent, String metadataSha256) {
        public static final Body NONE = new Body(0, "", false, "");
    }

    /**
     * What became of a request.
     *
     * @param status of the store itself, whatever its sender was told; or {@link #UNKNOWN} or {@link #NEVER}
     * @param came when all of it had come from its sender
     * @param passedOn when the store got it, or when it came where the store never did
     * @param answered when its answer was there, or it was given up
     * @param fault that it met, or empty
     */
    public record Answer(int status, Instant came, Instant passedOn, Instant answered, String fault) {}

    public boolean isPut() {
        return method.equals("PUT");
    }

    public boolean isDelete() {
        return method.equals("DELETE");
    }

    public boolean succeeded() {
        return answer.status() >= 200 && answer.status() < 300;
    }

    public boolean mayHaveSucceeded() {
        return succeeded() || answer.status() == UNKNOWN;
    }

    ObjectNode write() {
        ObjectNode node = Json.object();
        node.put("client", client);
        node.put("method", method);
        node.put("key", key);
        node.put("bytes", body.bytes());
        node.put("sha256", body.sha256());
        node.put("if_absent", body.ifAbsent());
        node.put("metadata_sha256", body.metadataSha256());
        node.put("status", answer.status());
        node.put("came", answer.came().toString());
        node.put("passed_on", answer.passedOn().toString());
        node.put("answered", answer.answered().toString());
        node.put("fault", answer.fault());
        return node;
    }

    static LoggedRequest read(ObjectNode node) {
        return new LoggedRequest(
                node.get("client").asText(),
                node.get("method").asText(),
                node.get("key").asText(),
                new Body(
                        node.get("bytes").asLong(),
                        node.get("sha256").asText(),
                        node.get("if_absent").asBoolean(),
                        node.get("metadata_sha256").asText()),
                new Answer(
                        node.get("status").asInt(),
                        Instant.parse(node.get("came").asText()),
                        Instant.parse(node.get("passed_on").asText()),
                        Instant.parse(node.get("answered").asText()),
                        node.get("fault").asText()));
    }
}
