package io.wuerstchen.fleet.cli;

import java.util.Map;
import java.util.Stack;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** Takes what stands behind {@code =} for the option's text, be it the name of an option. */
final class AttachedText implements IParameterPreprocessor {
    @Override
    @SuppressWarnings("JdkObsolete") // picocli's interface has it
    public boolean preprocess(Stack<String> arguments, CommandSpec command, ArgSpec option, Map<String, Object> facts) {
        boolean meant = "=".equals(facts.get("separator")) && arguments.peek().startsWith("-");
        if (meant) {
            option.setValue(arguments.pop());
        }
        return meant;
    }
}
