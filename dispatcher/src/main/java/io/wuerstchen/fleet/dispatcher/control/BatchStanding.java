package io.wuerstchen.fleet.dispatcher.control;

import io.wuerstchen.fleet.common.job.FailureKind;
import io.wuerstchen.fleet.dispatcher.status.BatchReport;
import java.time.Duration;
import java.util.Collections;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a batch stands, as far as the store knows: up to a minute ago where it runs.
 *
 * @param model name of the model that it asks for
 * @param report figures up to now; the last word where the state is {@link State#FINISHED}
 * @param deaths dead rows by kind
 */
public record BatchStanding(
        State state, String model, BatchReport report, SortedMap<FailureKind, Long> deaths, Pace pace) {
    public BatchStanding {
        deaths = Collections.unmodifiableSortedMap(new TreeMap<>(deaths));
    }

    /** In a word. */
    public enum State {
        /** Every row has an outcome. */
        FINISHED,
        /** A dispatcher has it. */
        RUNNING,
        /** No dispatcher has it. */
        WAITING,
        /** Nothing is published until somebody resumes it. */
        PAUSED,
        /** What no device has taken ends undrawn. */
        CANCELLING;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Who is at work.
     *
     * @param owner the dispatcher that has the batch, or had it last; empty where none had or it let go
     * @param silent for how long nothing has been heard of it
     * @param imagesPerSecond over the last snapshots; 0 where there are none to compare
     */
    public record Pace(Optional<String> owner, Duration silent, double imagesPerSecond) {
        static final Pace NONE = new Pace(Optional.empty(), Duration.ZERO, 0);
    }

    public long open() {
        return report.totals().rows() - report.totals().tally().ended();
    }
}
