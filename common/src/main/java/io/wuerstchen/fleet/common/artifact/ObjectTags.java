package io.wuerstchen.fleet.common.artifact;

import io.wuerstchen.fleet.common.storage.ObjectStore;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What an object of a job says of itself, so that whoever finds it need not read it.
 *
 * @param sha256 of its bytes, in hexadecimal
 * @param fingerprint of the work it came from
 */
public record ObjectTags(String sha256, String fingerprint, List<String> warnings) {
    private static final String WARNINGS = "warnings";

    public ObjectTags {
        warnings = List.copyOf(warnings);
    }

    /** Without hash and fingerprint ({@code null}) where nobody tagged the object. */
    public static ObjectTags read(Map<String, String> metadata) {
        return new ObjectTags(
                metadata.get(ObjectStore.SHA256),
                metadata.get(ObjectStore.FINGERPRINT),
                decoded(metadata.getOrDefault(WARNINGS, "")));
    }

    public Map<String, String> metadata() {
        return Map.of(ObjectStore.SHA256, sha256, ObjectStore.FINGERPRINT, fingerprint, WARNINGS, encoded(warnings));
    }

    public boolean areOf(Fingerprint work) {
        return sha256 != null && work.value().equals(fingerprint);
    }

    /** Metadata of objects are headers of HTTP: one line of ASCII. */
    private static String encoded(List<String> warnings) {
        return URLEncoder.encode(String.join("\n", warnings), StandardCharsets.UTF_8);
    }

    private static List<String> decoded(String warnings) {
        return Stream.of(URLDecoder.decode(warnings, StandardCharsets.UTF_8).split("\n"))
                .filter(warning -> !warning.isEmpty())
                .toList();
    }
}
