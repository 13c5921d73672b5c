package io.wuerstchen.fleet.dispatcher.result;

import io.wuerstchen.fleet.common.wire.Heartbeat;
import io.wuerstchen.fleet.dispatcher.ledger.Suspicion.Fate;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What became of workers' processes, as far as heartbeats tell. Silence counts only while somebody is heard: where nobody is,
 * it is Kafka that is away, or this process that stood still. One thread only.
 */
final class Processes {
    /** Those heard of longest ago are forgotten past this many. */
    private static final int KEPT = 10_000;
    /** Between two heartbeats of any worker, so much at most is silence of the others. */
    private static final Duration LONGEST_GAP = Heartbeat.PERIOD.plusSeconds(1);

    private final Map<String, Trace> traces = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<String, String> current = new HashMap<>();
    private Instant last;
    /** Time in which somebody was heard. */
    private Duration onAir = Duration.ZERO;

    /** A process has given a sign of life under the name of {@code worker}. */
    void heard(String worker, String process, Instant now) {
        listen(now);
        if (process == null) {
            return;
        }
        String before = current.put(worker, process);
        if (before != null && !before.equals(process)) {
            end(before, Fate.DIED);
        }
        traces.put(process, new Trace(worker, onAir, null));
        forgetOldest();
    }

    /** The process under the name of {@code worker} has said farewell. */
    void left(String worker) {
        String process = current.remove(worker);
        if (process != null) {
            end(process, Fate.LEFT);
        }
    }

    Fate fate(String process) {
        Trace trace = traces.get(process);
        if (trace == null) {
            return Fate.UNKNOWN;
        }
        if (trace.ended != null) {
            return trace.ended;
        }
        return onAir.minus(trace.heard).compareTo(Heartbeat.LIFETIME) < 0 ? Fate.LIVES : Fate.DIED;
    }

    private void listen(Instant now) {
        Duration gap = last == null || now.isBefore(last) ? Duration.ZERO : Duration.between(last, now);
        onAir = onAir.plus(gap.compareTo(LONGEST_GAP) < 0 ? gap : LONGEST_GAP);
        last = now;
    }

    private void end(String process, Fate as) {
        traces.computeIfPresent(process, (name, trace) -> new Trace(trace.worker, trace.heard, as));
    }

    private void forgetOldest() {
        if (traces.size() > KEPT) {
            String oldest = traces.keySet().iterator().next();
            current.remove(traces.remove(oldest).worker, oldest);
        }
    }

    /**
     * @param heard what was on air by then
     * @param ended {@code null} while nothing ended it but silence
     */
    private record Trace(String worker, Duration heard, Fate ended) {}
}
