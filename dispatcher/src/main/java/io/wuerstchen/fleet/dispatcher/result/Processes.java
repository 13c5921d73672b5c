package io.wuerstchen.fleet.dispatcher.result;

import io.wuerstchen.fleet.common.wire.Heartbeat;
import io.wuerstchen.fleet.dispatcher.ledger.Suspicion.Fate;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** What became of workers' processes, as far as heartbeats tell. One thread only. */
final class Processes {
    /** Those heard of longest ago are forgotten past this many. */
    private static final int KEPT = 10_000;

    private final Map<String, Trace> traces = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<String, String> current = new HashMap<>();

    /** A process has given a sign of life under the name of {@code worker}. */
    void heard(String worker, String process, Instant at) {
        if (process == null) {
            return;
        }
        String before = current.put(worker, process);
        if (before != null && !before.equals(process)) {
            end(before, Fate.DIED);
        }
        traces.put(process, new Trace(worker, at, null));
        forgetOldest();
    }

    /** The process under the name of {@code worker} has said farewell. */
    void left(String worker) {
        String process = current.remove(worker);
        if (process != null) {
            end(process, Fate.LEFT);
        }
    }

    Fate fate(String process, Instant now) {
        Trace trace = traces.get(process);
        if (trace == null) {
            return Fate.UNKNOWN;
        }
        if (trace.ended != null) {
            return trace.ended;
        }
        return now.isBefore(trace.heard.plus(Heartbeat.LIFETIME)) ? Fate.LIVES : Fate.DIED;
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

    /** @param ended {@code null} while nothing ended it but silence */
    private record Trace(String worker, Instant heard, Fate ended) {}
}
