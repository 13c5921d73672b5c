package io.wuerstchen.fleet.bench;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a worker's {@code /metrics} says at one moment; values of one name and different labels are summed up. */
public final class MetricsPage {
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{[^}]*})? (\\S+).*");

    private final Map<String, Double> sums;

    private MetricsPage(Map<String, Double> sums) {
        this.sums = sums;
    }

    /** Reads Prometheus' text format. */
    public static MetricsPage parse(String text) {
        Map<String, Double> sums = new HashMap<>();
        text.lines()
                .filter(line -> !line.startsWith("#"))
                .map(SAMPLE::matcher)
                .filter(Matcher::matches)
                .forEach(sample -> sums.merge(sample.group(1), Double.valueOf(sample.group(2)), Double::sum));
        return new MetricsPage(sums);
    }

    /** 0 where nothing has been counted yet. */
    double sum(String name) {
        return sums.getOrDefault(name, 0.0);
    }
}
