package io.wuerstchen.fleet.export.shard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.artifact.Digests;
import io.wuerstchen.fleet.common.wire.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/** What a file is known by. */
public record FileFacts(long bytes, String sha256) {
    /** Reads a stream to its end. */
    public static FileFacts of(InputStream in) throws IOException {
        MessageDigest digest = Digests.newSha256();
        long bytes = in.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
        return new FileFacts(bytes, HexFormat.of().formatHex(digest.digest()));
    }

    public static FileFacts read(JsonNode node) {
        return new FileFacts(node.path("bytes").longValue(), node.path("sha256").asText());
    }

    public ObjectNode json() {
        return Json.object().put("bytes", bytes).put("sha256", sha256);
    }
}
