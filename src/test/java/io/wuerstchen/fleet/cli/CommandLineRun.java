package io.wuerstchen.fleet.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import picocli.CommandLine;

/** A command as a user would type it, run in this JVM. */
record CommandLineRun(int exitCode, String out, String err) {
    static CommandLineRun of(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine fleet = Fleet.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int exitCode = fleet.execute(arguments);
        return new CommandLineRun(exitCode, out.toString(), err.toString());
    }

    List<String> errorLines() {
        return err.lines().toList();
    }
}
