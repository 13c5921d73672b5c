package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.common.job.FailureKind;
import io.wuerstchen.fleet.dispatcher.control.BatchStanding;
import io.wuerstchen.fleet.dispatcher.ledger.RowFailure;
import io.wuerstchen.fleet.dispatcher.ledger.Tally;
import io.wuerstchen.fleet.dispatcher.status.BatchReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** How a batch stands, for people. */
record BatchText(BatchStanding batch) {
    private static final int SHOWN = 10;

    /** The one line that a batch's command ends with. */
    static String summary(BatchReport report) {
        Tally tally = report.totals().tally();
        String cancelled = tally.cancelled() == 0 ? "" : ", " + tally.cancelled() + " cancelled";
        return String.format(
                Locale.ROOT,
                "%s: %s: %d committed, %d dead, %d rejected%s; %s in %.1f s",
                report.batch(),
                Counted.of(report.totals().rows(), "row"),
                tally.committed(),
                tally.dead(),
                tally.rejected(),
                cancelled,
                Counted.of(tally.images(), "picture"),
                report.totals().seconds());
    }

    /** Instead of {@link #summary} where the batch is not at its end. */
    static String interrupted(BatchReport report) {
        Tally tally = report.totals().tally();
        return "interrupted: " + report.batch() + ": " + (report.totals().rows() - tally.ended()) + " of "
                + Counted.of(report.totals().rows(), "row") + " open";
    }

    List<String> lines() {
        BatchReport report = batch.report();
        Tally tally = report.totals().tally();
        List<String> lines = new ArrayList<>();
        lines.add(report.batch() + ": " + batch.state().wireName() + owner());
        lines.add("model " + batch.model() + ", generation " + report.generation());
        lines.add(Counted.of(report.totals().rows(), "row") + ": " + tally.committed() + " committed, " + tally.dead()
                + " dead, " + tally.rejected() + " rejected, " + tally.cancelled() + " cancelled, " + batch.open()
                + " open");
        lines.add(Counted.of(tally.images(), "picture") + time() + rate());
        if (!batch.deaths().isEmpty()) {
            lines.add("dead: " + deaths());
        }
        report.failures().stream().limit(SHOWN).map(BatchText::line).forEach(lines::add);
        if (tally.dead() + tally.rejected() > SHOWN) {
            lines.add("… and more (fleet show --json has the first 100)");
        }
        return lines;
    }

    private String owner() {
        return batch.pace()
                .owner()
                .map(owner -> ", " + owner + " has it, last seen "
                        + batch.pace().silent().toSeconds() + " s ago")
                .orElse("");
    }

    /** Nothing where no dispatcher has stored yet how long it has taken. */
    private String time() {
        double seconds = batch.report().totals().seconds();
        return seconds > 0 ? String.format(Locale.ROOT, " in %.1f s", seconds) : "";
    }

    private String rate() {
        double rate = batch.pace().imagesPerSecond();
        return rate > 0 ? String.format(Locale.ROOT, ", %.1f a second", rate) : "";
    }

    private String deaths() {
        return batch.deaths().entrySet().stream().map(BatchText::death).collect(Collectors.joining(", "));
    }

    private static String death(Map.Entry<FailureKind, Long> death) {
        return death.getValue() + " " + death.getKey().wireName();
    }

    private static String line(RowFailure failure) {
        String kind = failure.kind() == null ? "rejected" : failure.kind().wireName();
        return "  row " + failure.row() + " (" + failure.id() + "): " + kind + ": " + failure.reason();
    }
}
