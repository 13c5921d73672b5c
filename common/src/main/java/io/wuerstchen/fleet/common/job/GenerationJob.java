package io.wuerstchen.fleet.common.job;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** A row resolved: every default applied, seed set. Published again, it is the same job. */
public record GenerationJob(Origin origin, ModelRef model, Parameters parameters) {
    public JobId id() {
        return origin.id();
    }

    /**
     * Where a job comes from.
     *
     * @param rowId the author's own name for the row
     * @param metadata carried through to the result untouched
     */
    public record Origin(JobId id, String rowId, Map<String, Object> metadata) {
        public Origin {
            // Not Map.copyOf: a null is a legal JSON value.
            metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
        }
    }
}
