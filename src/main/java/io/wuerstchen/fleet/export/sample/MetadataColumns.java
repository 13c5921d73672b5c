package io.wuerstchen.fleet.export.sample;

import com.fasterxml.jackson.databind.JsonNode;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.dispatcher.parquet.ParquetColumn.Kind;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Finds the columns of the author's metadata: {@code metadata.NAME} each, of the type that all of its values have; where they
 * differ, or are lists or objects, it is JSON as text. More than {@link #MOST} names are one column {@code metadata}.
 */
public final class MetadataColumns {
    static final int MOST = 100;
    private static final String PREFIX = "metadata";

    private final Map<String, Kind> kinds = new TreeMap<>();
    private final Set<String> mixed = new HashSet<>();

    /** Takes note of one row's metadata. */
    public void add(Map<String, Object> metadata) {
        metadata.forEach((name, value) -> {
            if (value != null && kinds.size() <= MOST) {
                if (isNested(value)) {
                    mixed.add(name);
                }
                kinds.merge(name, kindOf(value), (before, now) -> merged(name, before, now));
            }
        });
    }

    /** In the order of names. */
    public List<SampleColumn> columns() {
        if (kinds.size() > MOST) {
            return List.of(new SampleColumn(PREFIX, Kind.TEXT, sample -> json(metadata(sample))));
        }
        return kinds.entrySet().stream()
                .map(entry -> column(entry.getKey(), entry.getValue()))
                .toList();
    }

    private SampleColumn column(String name, Kind kind) {
        boolean asJson = mixed.contains(name);
        return new SampleColumn(PREFIX + "." + name, kind, sample -> {
            Object value = metadata(sample).get(name);
            if (value == null) {
                return null;
            }
            if (asJson) {
                return json(value);
            }
            // A whole number among broken ones is one of them: who guesses types from KEY.json sees one only.
            return kind == Kind.DOUBLE ? (Double) ((Number) value).doubleValue() : value;
        });
    }

    private static Map<String, Object> metadata(Sample sample) {
        return sample.result().origin().metadata();
    }

    private Kind merged(String name, Kind before, Kind now) {
        if (before == now) {
            return before;
        }
        if (isNumber(before) && isNumber(now)) {
            return Kind.DOUBLE;
        }
        mixed.add(name);
        return Kind.TEXT;
    }

    private static Kind kindOf(Object value) {
        if (value instanceof Boolean) {
            return Kind.BOOLEAN;
        }
        if (value instanceof Integer || value instanceof Long) {
            return Kind.LONG;
        }
        return value instanceof Number && !(value instanceof BigInteger) ? Kind.DOUBLE : Kind.TEXT;
    }

    private static boolean isNumber(Kind kind) {
        return kind == Kind.LONG || kind == Kind.DOUBLE;
    }

    private static boolean isNested(Object value) {
        return value instanceof Map || value instanceof List || value instanceof BigInteger;
    }

    private static String json(Object value) {
        JsonNode wrapped = Json.object(Map.of("value", value)).get("value");
        return new String(Json.bytes(wrapped), StandardCharsets.UTF_8);
    }
}
