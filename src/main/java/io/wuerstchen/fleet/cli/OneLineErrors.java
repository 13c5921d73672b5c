package io.wuerstchen.fleet.cli;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what went wrong in one line; the stack trace is for the log, at debug level. */
final class OneLineErrors {
    private static final Logger log = LoggerFactory.getLogger(OneLineErrors.class);

    private OneLineErrors() {}

    static void install(CommandLine fleet) {
        fleet.setParameterExceptionHandler((failure, arguments) -> wrongUse(failure));
        fleet.setExecutionExceptionHandler((failure, command, parsed) -> failed(failure, command));
    }

    private static int wrongUse(ParameterException failure) {
        CommandLine command = failure.getCommandLine();
        command.getErr().println("fleet: " + message(failure) + suggestion(failure));
        return ExitCode.USAGE;
    }

    private static int failed(Exception failure, CommandLine command) {
        log.atDebug().setCause(failure).log("command failed");
        command.getErr().println("fleet: " + message(failure));
        return failure instanceof UserException ? ExitCode.USAGE : ExitCode.SOFTWARE;
    }

    private static String suggestion(ParameterException failure) {
        if (failure instanceof UnmatchedArgumentException unmatched) {
            var near = unmatched.getSuggestions();
            if (!near.isEmpty()) {
                return " (did you mean " + near.get(0) + "?)";
            }
        }
        return "";
    }

    private static String message(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank()
                ? failure.toString()
                : message.strip().replaceFirst("^Error: ", "").replaceAll("\\s*\\R\\s*", "; ");
    }
}
