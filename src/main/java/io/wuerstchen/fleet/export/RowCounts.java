package io.wuerstchen.fleet.export;

import io.wuerstchen.fleet.common.job.Parameters;
import io.wuerstchen.fleet.common.wire.SettingsJson;
import io.wuerstchen.fleet.dispatcher.output.RowOutcome.Committed;
import io.wuerstchen.fleet.dispatcher.output.RowOutcome.Missing;
import io.wuerstchen.fleet.export.sample.Sample;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Counts rows and pictures as they are planned, and how pictures were made. One thread only. */
final class RowCounts {
    /** More sets of parameters than anybody reads. */
    private static final int MOST_SETS = 20;

    private final Map<String, Long> missing = new TreeMap<>();
    private final Map<String, Long> parameters = new TreeMap<>();
    private final Set<String> extensions = new TreeSet<>();
    private long committed;
    private long pictures;
    private long samples;
    private boolean more;

    void add(Missing row) {
        missing.merge(row.state(), 1L, Long::sum);
    }

    void add(Committed row, List<Sample> wanted) {
        committed++;
        pictures += row.outcome().images().size();
        samples += wanted.size();
        for (Sample sample : wanted) {
            extensions.add(sample.extension());
            count(set(sample.parameters()));
        }
    }

    long committed() {
        return committed;
    }

    long samples() {
        return samples;
    }

    long pictures() {
        return pictures;
    }

    long missing() {
        return missing.values().stream().mapToLong(Long::longValue).sum();
    }

    /** By state, in order. */
    Map<String, Long> missingByState() {
        return missing;
    }

    /** Pictures by the parameters that they were made with, prompts and seeds apart. */
    Map<String, Long> parameters() {
        return parameters;
    }

    /** Whether there are more sets of parameters than {@link #parameters} holds. */
    boolean moreParameters() {
        return more;
    }

    Set<String> extensions() {
        return extensions;
    }

    private void count(String set) {
        if (parameters.containsKey(set) || parameters.size() < MOST_SETS) {
            parameters.merge(set, 1L, Long::sum);
        } else {
            more = true;
        }
    }

    private static String set(Parameters parameters) {
        var node = SettingsJson.write(parameters);
        node.remove(List.of("prompt", "negative_prompt", "seed", "n", "save"));
        return node.toString();
    }
}
