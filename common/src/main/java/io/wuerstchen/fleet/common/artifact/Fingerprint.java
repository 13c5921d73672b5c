package io.wuerstchen.fleet.common.artifact;

import io.wuerstchen.fleet.common.job.GenerationJob;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.common.wire.SettingsJson;

/**
 * Digest of everything an object's bytes depend on: the resolved job and the weights. It travels in the object's metadata,
 * so that whoever finds the object knows whether it is the same work.
 */
public record Fingerprint(String value) {
    public static Fingerprint of(GenerationJob job) {
        var node = SettingsJson.write(job.parameters());
        // The name too: it stands in the picture's own text.
        node.put("model", job.model().name());
        node.put("weights", job.model().digest());
        return new Fingerprint(Digests.sha256(Json.bytes(node)));
    }
}
