package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.bench.BenchTable;
import io.wuerstchen.fleet.bench.Machine;
import io.wuerstchen.fleet.common.wire.Json;
import java.io.PrintWriter;
import picocli.CommandLine.Option;

/** How a bench says what it found. */
final class BenchOutput {
    @Option(names = "--json", description = "For programs: the same as JSON, unrounded.")
    private boolean json;

    void print(BenchTable table, PrintWriter out) {
        Machine machine = Machine.here();
        out.print(json ? Json.pretty(table.json(machine)) : table.text(machine));
        out.flush();
    }

    /** Refuses what is out of range, before anything is started. */
    static void require(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new UserException(option + ": " + value + " (expected: " + least + " to " + most + ")");
        }
    }
}
