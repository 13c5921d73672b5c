package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.common.config.Spelling;
import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.messaging.MessagingException;
import io.wuerstchen.fleet.common.storage.StoreException;
import io.wuerstchen.fleet.dispatcher.owner.OwnershipLostException;
import io.wuerstchen.fleet.export.place.PlaceInUseException;
import io.wuerstchen.fleet.worker.hub.HubException;
import io.wuerstchen.fleet.worker.weights.SafetensorsException;
import io.wuerstchen.fleet.worker.wuerstchen.BadImageException;
import io.wuerstchen.fleet.worker.wuerstchen.ModelException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what went wrong in one line; the stack trace is for the log, at debug level. */
final class OneLineErrors {
    private static final Logger log = LoggerFactory.getLogger(OneLineErrors.class);

    /** The person at the terminal can mend these; the rest is the world's. */
    private static final List<Class<? extends RuntimeException>> WRONG_INPUT = List.of(
            UserException.class,
            InvalidJobException.class,
            PlaceInUseException.class,
            IllegalArgumentException.class,
            ModelException.class,
            SafetensorsException.class);

    private static final List<Class<? extends RuntimeException>> SERVICES =
            List.of(MessagingException.class, StoreException.class, KafkaException.class, HubException.class);

    private OneLineErrors() {}

    static void install(CommandLine fleet) {
        fleet.setParameterExceptionHandler((failure, arguments) -> wrongUse(failure));
        fleet.setExecutionExceptionHandler((failure, command, parsed) -> failed(failure, command));
    }

    private static int wrongUse(ParameterException failure) {
        CommandLine command = failure.getCommandLine();
        List<String> unknown = command.getUnmatchedArguments();
        if (failure instanceof MissingParameterException && !unknown.isEmpty()) {
            return wrongUse(new UnmatchedArgumentException(command, unknown)); // may be the missing one, misspelt
        }
        command.getErr()
                .println("fleet: " + noSuchCommand(command).orElseGet(() -> message(failure) + suggestion(failure)));
        return Exit.WRONG_USE;
    }

    /** Where a command's name belongs and something else stands. */
    private static Optional<String> noSuchCommand(CommandLine group) {
        Set<String> known = group.getSubcommands().keySet();
        return group.getUnmatchedArguments().stream()
                .findFirst()
                .filter(word -> !known.isEmpty() && !word.startsWith("-"))
                .map(word -> word + ": no such command ("
                        + Spelling.nearest(word, known)
                                .map(near -> "did you mean " + near + "?")
                                .orElse("expected: one of " + String.join(", ", known))
                        + ")");
    }

    private static int failed(Exception failure, CommandLine command) {
        log.atDebug().setCause(failure).log("command failed");
        command.getErr().println("fleet: " + message(failure));
        if (WRONG_INPUT.stream().anyMatch(kind -> kind.isInstance(failure))) {
            return Exit.WRONG_USE;
        }
        if (failure instanceof OwnershipLostException) {
            return Exit.TAKEN_OVER;
        }
        return isOfServices(failure) ? Exit.AWAY : Exit.FAILED;
    }

    private static boolean isOfServices(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .anyMatch(cause -> SERVICES.stream().anyMatch(kind -> kind.isInstance(cause)));
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
        if (failure instanceof UncheckedIOException unchecked) {
            return message(unchecked.getCause());
        }
        if (failure instanceof FileSystemException file && file.getReason() == null) {
            return file.getFile() + ": " + words(file);
        }
        if (failure instanceof BadImageException) {
            return failure.getMessage() + "; fleet model check DIR looks whether the model is damaged";
        }
        String message = failure.getMessage();
        return message == null || message.isBlank()
                ? failure.toString()
                : message.strip().replaceFirst("^Error: ", "").replaceAll("\\s*\\R\\s*", "; ");
    }

    /** For kinds whose message is the path alone. */
    private static String words(FileSystemException failure) {
        if (failure instanceof AccessDeniedException) {
            return "no permission";
        }
        if (failure instanceof FileAlreadyExistsException) {
            return "exists already";
        }
        if (failure instanceof NoSuchFileException) {
            return "no such file or folder";
        }
        if (failure instanceof NotDirectoryException) {
            return "not a folder";
        }
        return failure instanceof DirectoryNotEmptyException ? "a folder that is not empty" : failure.toString();
    }
}
