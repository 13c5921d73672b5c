package io.wuerstchen.fleet.cli;

import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.UsageMessageSpec;

/** Lists the commands under what somebody wants to do, instead of by the alphabet. */
final class TaskHelp {
    private static final int NAME_WIDTH = 12;

    private TaskHelp() {}

    /** @param tasks heading to names of commands, in the order to be shown */
    static void install(CommandLine fleet, Map<String, List<String>> tasks) {
        fleet.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING, help -> "");
        fleet.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, help -> list(help, tasks));
    }

    private static String list(Help help, Map<String, List<String>> tasks) {
        StringBuilder text = new StringBuilder();
        tasks.forEach((task, names) -> {
            text.append(String.format("%n%s:%n", task));
            names.forEach(name -> text.append(line(name, help.subcommands().get(name))));
        });
        return text.toString();
    }

    private static String line(String name, Help command) {
        String description =
                String.join(" ", command.commandSpec().usageMessage().description());
        return String.format("  %-" + NAME_WIDTH + "s%s%n", name, description);
    }
}
