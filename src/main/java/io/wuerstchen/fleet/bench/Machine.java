package io.wuerstchen.fleet.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What figures were measured on.
 *
 * @param cores that this process may use
 * @param processor its maker's name for it, where the operating system tells
 */
public record Machine(int cores, String processor, String system, String jvm) {
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    /** This one. */
    public static Machine here() {
        return new Machine(
                Runtime.getRuntime().availableProcessors(),
                processorName(),
                System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
    }

    ObjectNode json() {
        return Json.object()
                .put("cores", cores)
                .put("processor", processor)
                .put("system", system)
                .put("jvm", jvm);
    }

    /** One line for people. */
    @Override
    public String toString() {
        return cores + (cores == 1 ? " core of " : " cores of ") + processor + ", " + system + ", " + jvm;
    }

    private static String processorName() {
        try (Stream<String> lines = Files.lines(CPU_INFO)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("an unnamed processor");
        } catch (IOException e) {
            return "an unnamed processor";
        }
    }
}
