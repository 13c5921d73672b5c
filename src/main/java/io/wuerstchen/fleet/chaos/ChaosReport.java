package io.wuerstchen.fleet.chaos;

import static java.util.stream.Collectors.groupingBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.chaos.check.Evidence;
import io.wuerstchen.fleet.chaos.check.Verdict;
import io.wuerstchen.fleet.chaos.check.Violation;
import io.wuerstchen.fleet.chaos.check.Violation.Kind;
import io.wuerstchen.fleet.chaos.nemesis.FiredFault;
import io.wuerstchen.fleet.chaos.plan.FaultKind;
import io.wuerstchen.fleet.common.wire.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a run has shown. */
public record ChaosReport(
        ChaosSettings settings, ChaosRun.Torment torment, int rows, Verdict verdict, List<FaultSummary> recoveries) {
    /** Of the faults, that must hit work in hand for a run to mean anything. */
    private static final double LEAST_IN_HAND = 0.8;

    static ChaosReport of(ChaosSettings settings, ChaosRun.Torment torment, Evidence evidence, Verdict verdict) {
        Recovery recovery = new Recovery(evidence);
        Map<FaultKind, List<FiredFault>> byKind = new TreeMap<>(torment.faults().stream()
                .collect(groupingBy(fault -> fault.planned().kind())));
        List<FaultSummary> recoveries = new ArrayList<>();
        byKind.forEach((kind, faults) -> recoveries.add(FaultSummary.of(kind, faults, recovery)));
        return new ChaosReport(settings, torment, evidence.rows().size(), verdict, recoveries);
    }

    /** Whether nothing was broken, the fleet came to its end, and the faults hit work. */
    public boolean proven() {
        return verdict.isClean()
                && torment.finished()
                && torment.faults().size() == settings.faults()
                && torment.inHand() >= LEAST_IN_HAND * settings.faults();
    }

    /** The line that a run ends with. */
    public String line() {
        return String.format(
                Locale.ROOT,
                "chaos: seed=%d faults=%d in_hand=%d rows=%d lost=%d double=%d torn=%d orphans=%d changed=%d redo=%.2f",
                settings.seed(),
                torment.faults().size(),
                torment.inHand(),
                rows,
                verdict.count(Kind.LOST),
                verdict.count(Kind.DOUBLE),
                verdict.count(Kind.TORN),
                verdict.count(Kind.ORPHAN),
                verdict.count(Kind.CHANGED),
                redo());
    }

    /** Pictures that were drawn for each one committed. */
    public double redo() {
        return verdict.pictures() == 0 ? 0 : (double) torment.drawn() / verdict.pictures();
    }

    /** Recovery times by kind of fault, for people. */
    public List<String> table() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT, "%-54s %6s %7s %8s %8s %8s", "fault", "times", "in hand", "median", "p95", "longest"));
        recoveries.forEach(each -> lines.add(each.toString()));
        return lines;
    }

    /** Why a run proves nothing, where that is not what the last line says. */
    public List<String> shortcomings() {
        List<String> all = new ArrayList<>();
        torment.refusal().ifPresent(all::add);
        if (!torment.finished()) {
            all.add("not every batch was finished, or not every dispatcher that was replaced has ended");
        }
        if (torment.faults().size() < settings.faults()) {
            all.add("only " + torment.faults().size() + " of " + settings.faults() + " faults could be done in time");
        }
        if (torment.inHand() < LEAST_IN_HAND * settings.faults()) {
            all.add("too few faults hit work in hand (expected: 80 %)");
        }
        return all;
    }

    void write(ChaosFolder folder) throws IOException {
        Files.write(
                folder.violations(),
                verdict.violations().stream().map(Violation::toString).toList());
        ObjectNode node = Json.object();
        node.put("line", line());
        node.put("proven", proven());
        node.put("batches", torment.batches());
        node.put("seconds", torment.took().toSeconds());
        node.put("pictures", verdict.pictures());
        node.put("drawn", torment.drawn());
        ArrayNode shortcomings = node.putArray("shortcomings");
        shortcomings().forEach(shortcomings::add);
        ArrayNode faults = node.putArray("faults");
        recoveries.forEach(each -> faults.add(each.write()));
        Files.write(folder.report(), Json.pretty(node).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The faults of a kind.
     *
     * @param times of the recoveries that were seen, in order
     */
    public record FaultSummary(FaultKind kind, int faults, long inHand, List<Duration> times) {
        static FaultSummary of(FaultKind kind, List<FiredFault> faults, Recovery recovery) {
            List<Duration> times = faults.stream()
                    .map(recovery::of)
                    .flatMap(Optional::stream)
                    .sorted()
                    .toList();
            return new FaultSummary(
                    kind,
                    faults.size(),
                    faults.stream().filter(FiredFault::inHand).count(),
                    times);
        }

        /** @param share 0 to 1 of the recoveries that took so long or less; in seconds, NaN where there was none */
        double at(double share) {
            int index = (int) Math.ceil(share * times.size()) - 1;
            return times.isEmpty() ? Double.NaN : times.get(Math.max(0, index)).toMillis() / 1000.0;
        }

        ObjectNode write() {
            ObjectNode node = Json.object();
            node.put("kind", kind.name());
            node.put("faults", faults);
            node.put("in_hand", inHand);
            node.put("recovered", times.size());
            if (!times.isEmpty()) {
                node.put("median_s", at(0.5));
                node.put("p95_s", at(0.95));
                node.put("max_s", at(1));
            }
            return node;
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%-54s %6d %7d %8s %8s %8s",
                    kind.words(),
                    faults,
                    inHand,
                    seconds(0.5),
                    seconds(0.95),
                    seconds(1));
        }

        private String seconds(double share) {
            return times.isEmpty() ? "-" : String.format(Locale.ROOT, "%.1f s", at(share));
        }
    }
}
