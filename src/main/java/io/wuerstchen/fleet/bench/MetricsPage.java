package io.wuerstchen.fleet.bench;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a worker's {@code /metrics} says at one moment; values of one name and different labels are summed up. */
public final class MetricsPage {
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][\\w:]*)(\\{[^}]*})? (\\S+).*");
    private static final Pattern BUCKET = Pattern.compile("[{,]le=\"([^\"]+)\"");

    private final Map<String, Double> sums = new HashMap<>();
    private final Map<String, NavigableMap<Double, Double>> buckets = new HashMap<>();

    private MetricsPage() {}

    /** Reads Prometheus' text format. */
    public static MetricsPage parse(String text) {
        MetricsPage page = new MetricsPage();
        text.lines()
                .filter(line -> !line.startsWith("#"))
                .map(SAMPLE::matcher)
                .filter(Matcher::matches)
                .forEach(page::add);
        return page;
    }

    /** 0 where nothing has been counted yet. */
    double sum(String name) {
        return sums.getOrDefault(name, 0.0);
    }

    /** The histogram's buckets: how many values were so large at most. Empty where nothing has been counted yet. */
    NavigableMap<Double, Double> buckets(String name) {
        return buckets.getOrDefault(name, new TreeMap<>());
    }

    private void add(Matcher sample) {
        String name = sample.group(1);
        Double value = Double.valueOf(sample.group(3));
        Matcher bucket = BUCKET.matcher(sample.group(2) == null ? "" : sample.group(2));
        if (bucket.find()) {
            buckets.computeIfAbsent(name, unused -> new TreeMap<>()).merge(bound(bucket.group(1)), value, Double::sum);
        } else {
            sums.merge(name, value, Double::sum);
        }
    }

    private static Double bound(String le) {
        return le.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.valueOf(le);
    }
}
